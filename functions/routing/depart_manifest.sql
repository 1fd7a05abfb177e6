-- refusal.depart_manifest(bigint): fires `depart` for everything aboard, in one UPDATE; a row per parcel. outcome: ok, or
-- surplus, has departed; short stays, with its error where it was loaded. Called again, it tells the same.
CREATE OR REPLACE FUNCTION refusal.depart_manifest(manifest_id bigint)
RETURNS TABLE (shop text, parcel text, refusal_id bigint, outcome text, state text, error_code text, error text)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    held refusal.manifest;
    the_actor text;
BEGIN
    IF depart_manifest.manifest_id IS NULL THEN
        RAISE EXCEPTION 'argument "manifest_id" must not be null' USING ERRCODE = '22023';
    END IF;
    SELECT m.* INTO held FROM refusal.manifest m WHERE m.manifest_id = depart_manifest.manifest_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'manifest % does not exist', depart_manifest.manifest_id USING ERRCODE = 'RF004';
    END IF;
    IF NOT refusal_internal.works_at(held.from_facility_id) THEN
        RAISE EXCEPTION 'the caller may not let manifest % depart', held.manifest_id USING ERRCODE = 'RF005';
    END IF;
    IF held.state = 'closed' THEN
        -- A caller who is both would be asked which: so one after the other.
        FOREACH the_actor IN ARRAY ARRAY['warehouse', 'courier'] LOOP
            UPDATE refusal.manifest_parcel i
            SET departed = f.error_code IS NULL, aboard = f.error_code IS NULL, error_code = f.error_code, error = f.error
            FROM refusal.fire_many(
                ARRAY(SELECT b.refusal_id FROM refusal.manifest_parcel b
                      WHERE b.manifest_id = held.manifest_id AND b.loaded AND NOT b.departed
                          AND coalesce(b.error_code, 'RF005') = 'RF005' ORDER BY b.refusal_id),
                'depart', jsonb_build_object('lane', held.lane_id, 'manifest', held.manifest_id), actor => the_actor) AS f
            WHERE i.manifest_id = held.manifest_id AND i.refusal_id = f.refusal_id;
        END LOOP;
        -- Scanned out one by one, perhaps in this very moment: it is on the truck all the same.
        UPDATE refusal.manifest_parcel i SET departed = true, aboard = true, error_code = NULL, error = NULL
        FROM refusal.refusal r
        WHERE i.manifest_id = held.manifest_id AND i.loaded AND NOT i.departed AND r.refusal_id = i.refusal_id
            AND r.state = 'in_return_transit'
            AND (r.facility_id, r.next_facility_id) = (held.from_facility_id, held.to_facility_id);
        -- Of what is still there it is the caller's error, no parcel's: the truck leaves with all or not at all.
        IF EXISTS (
            SELECT FROM refusal.manifest_parcel i JOIN refusal.refusal r ON r.refusal_id = i.refusal_id
            WHERE i.manifest_id = held.manifest_id AND i.error_code = 'RF005' AND r.facility_id = held.from_facility_id) THEN
            RAISE EXCEPTION 'the caller may not let all of manifest % depart', held.manifest_id USING ERRCODE = 'RF005',
                HINT = 'What was scanned in there departs by a warehouse, the rest also by a courier.';
        END IF;
        UPDATE refusal.manifest m SET state = 'departed' WHERE m.manifest_id = held.manifest_id;
    END IF;
    RETURN QUERY
    SELECT s.code::text, p.number::text, r.refusal_id,
        CASE WHEN NOT i.departed THEN 'short' WHEN i.planned THEN 'ok' ELSE 'surplus' END, r.state,
        CASE WHEN NOT i.departed THEN i.error_code END, CASE WHEN NOT i.departed THEN i.error END
    FROM refusal.manifest_parcel i
    JOIN refusal.refusal r ON r.refusal_id = i.refusal_id
    JOIN refusal.shop s ON s.shop_id = i.shop_id
    JOIN refusal.parcel p ON p.parcel_id = r.parcel_id
    WHERE i.manifest_id = held.manifest_id AND (i.planned OR i.loaded);
END
$function$;
COMMENT ON FUNCTION refusal.depart_manifest(bigint) IS 'Departs everything that a manifest has aboard; a row per parcel';
REVOKE ALL ON FUNCTION refusal.depart_manifest(bigint) FROM PUBLIC;
