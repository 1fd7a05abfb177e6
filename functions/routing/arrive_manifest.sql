-- refusal.arrive_manifest(...): scans in what was found of a manifest; a row per parcel. parcels: what was found,
-- [{"shop", "parcel"}]; null: all that departed. outcome: ok; short, departed and not found: it stays under way; surplus,
-- found and not departed by it: scanned in too, off the plan as scan() does. Called again, it tells the same.
CREATE OR REPLACE FUNCTION refusal.arrive_manifest(manifest_id bigint, parcels jsonb DEFAULT NULL)
RETURNS TABLE (shop text, parcel text, refusal_id bigint, outcome text, state text, error_code text, error text)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    held refusal.manifest;
    fingerprint uuid := md5(arrive_manifest.parcels::text)::uuid;
    place text;
    scans jsonb;
    found_ids bigint[];
BEGIN
    IF arrive_manifest.manifest_id IS NULL THEN
        RAISE EXCEPTION 'argument "manifest_id" must not be null' USING ERRCODE = '22023';
    END IF;
    SELECT m.* INTO held FROM refusal.manifest m WHERE m.manifest_id = arrive_manifest.manifest_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'manifest % does not exist', arrive_manifest.manifest_id USING ERRCODE = 'RF004';
    END IF;
    IF NOT refusal_internal.works_at(held.to_facility_id) THEN
        RAISE EXCEPTION 'the caller may not unload manifest %', held.manifest_id USING ERRCODE = 'RF005';
    END IF;
    IF held.state = 'closed' THEN
        RAISE EXCEPTION 'manifest % has not departed', held.manifest_id USING ERRCODE = 'RF001';
    ELSIF held.state = 'arrived' AND held.arrived_list IS DISTINCT FROM fingerprint THEN
        RAISE EXCEPTION 'manifest % has arrived with another list', held.manifest_id USING ERRCODE = 'RF008',
            HINT = 'What is found later is scanned in by scan().';
    ELSIF held.state = 'departed' THEN
        SELECT f.code INTO place FROM refusal.facility f WHERE f.facility_id = held.to_facility_id;
        SELECT array_agg(x.refusal_id ORDER BY x.refusal_id),
            jsonb_agg(jsonb_build_object('shop', s.code, 'parcel', p.number, 'facility', place, 'direction', 'in')
                      ORDER BY x.refusal_id)
        INTO found_ids, scans
        FROM (SELECT i.refusal_id FROM refusal_internal.listed_parcels(arrive_manifest.parcels) i
              UNION
              SELECT i.refusal_id FROM refusal.manifest_parcel i
              WHERE arrive_manifest.parcels IS NULL AND i.manifest_id = held.manifest_id AND i.departed) AS x
        JOIN refusal.refusal r ON r.refusal_id = x.refusal_id
        JOIN refusal.shop s ON s.shop_id = r.shop_id
        JOIN refusal.parcel p ON p.parcel_id = r.parcel_id;
        INSERT INTO refusal.manifest_parcel (manifest_id, refusal_id, shop_id, planned, loaded, aboard, arrived, error_code, error)
        SELECT held.manifest_id, r.refusal_id, r.shop_id, false, false, false, a.error_code IS NULL, a.error_code, a.error
        FROM refusal.scan_many(coalesce(scans, '[]')) AS a
        JOIN refusal.refusal r ON r.refusal_id = found_ids[a.ordinal]
        ON CONFLICT (manifest_id, refusal_id) DO UPDATE
        SET arrived = excluded.arrived, error_code = excluded.error_code, error = excluded.error;
        -- The caller's error, no parcel's: nothing is short because a courier unloaded it.
        IF EXISTS (SELECT FROM refusal.manifest_parcel i WHERE i.manifest_id = held.manifest_id AND i.error_code = 'RF005') THEN
            RAISE EXCEPTION 'the caller may not unload manifest %', held.manifest_id USING ERRCODE = 'RF005',
                HINT = 'It takes a warehouse there.';
        END IF;
        UPDATE refusal.manifest_parcel i SET aboard = false WHERE i.manifest_id = held.manifest_id AND i.aboard;
        UPDATE refusal.manifest m SET state = 'arrived', arrived_list = fingerprint WHERE m.manifest_id = held.manifest_id;
    END IF;
    RETURN QUERY
    SELECT s.code::text, p.number::text, r.refusal_id,
        CASE WHEN NOT i.departed THEN 'surplus' WHEN i.arrived THEN 'ok' ELSE 'short' END, r.state, i.error_code, i.error
    FROM refusal.manifest_parcel i
    JOIN refusal.refusal r ON r.refusal_id = i.refusal_id
    JOIN refusal.shop s ON s.shop_id = i.shop_id
    JOIN refusal.parcel p ON p.parcel_id = r.parcel_id
    WHERE i.manifest_id = held.manifest_id AND (i.departed OR i.arrived OR NOT (i.planned OR i.loaded))
    UNION ALL
    SELECT i.shop, i.parcel, NULL, 'surplus', NULL, 'RF004', i.error
    FROM refusal_internal.listed_parcels(arrive_manifest.parcels) i WHERE i.refusal_id IS NULL;
END
$function$;
COMMENT ON FUNCTION refusal.arrive_manifest(bigint, jsonb) IS
    'Scans in what was found of a manifest, with what is short and what is surplus';
REVOKE ALL ON FUNCTION refusal.arrive_manifest(bigint, jsonb) FROM PUBLIC;
