-- refusal.close_manifest(...): freezes the list of what leaves by a departure; a row per parcel. parcels: what was found
-- loaded, [{"shop", "parcel"}]; null: all that is planned and there. outcome: ok; short, planned and not loaded; surplus,
-- loaded and not planned. With an error: it is not on the manifest. Called again, it tells the same. Nothing to leave: RF002.
CREATE OR REPLACE FUNCTION refusal.close_manifest(
    lane_id integer,
    departs_at timestamptz DEFAULT NULL,
    parcels jsonb DEFAULT NULL
)
RETURNS TABLE (manifest_id bigint, shop text, parcel text, refusal_id bigint, outcome text, state text, error_code text,
    error text)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    lane refusal.lane;
    leaves timestamptz;
    closed refusal.manifest;
    fingerprint uuid := md5(close_manifest.parcels::text)::uuid;
    listed bigint[] := ARRAY(SELECT i.refusal_id FROM refusal_internal.listed_parcels(close_manifest.parcels) i
                             WHERE i.refusal_id IS NOT NULL);
BEGIN
    IF close_manifest.lane_id IS NULL THEN
        RAISE EXCEPTION 'argument "lane_id" must not be null' USING ERRCODE = '22023';
    END IF;
    SELECT l.* INTO lane FROM refusal.lane l WHERE l.lane_id = close_manifest.lane_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'lane % does not exist', close_manifest.lane_id USING ERRCODE = 'RF004';
    END IF;
    IF NOT refusal_internal.works_at(lane.from_facility_id) THEN
        RAISE EXCEPTION 'the caller may not load what leaves by lane %', lane.lane_id USING ERRCODE = 'RF005',
            HINT = 'It takes a courier, warehouse or supervisor there, for every shop.';
    END IF;
    leaves := coalesce(close_manifest.departs_at, CASE WHEN lane.departures IS NULL THEN now() END);
    IF leaves IS NULL THEN
        RAISE EXCEPTION 'argument "departs_at" must not be null: lane % has a timetable', lane.lane_id USING ERRCODE = '22023';
    END IF;
    IF NOT isfinite(leaves)
        OR extract(epoch FROM leaves - timestamptz '2000-01-03 00:00Z') / 60 % 10080 <> ALL (lane.departures::numeric[]) THEN
        RAISE EXCEPTION 'lane % does not leave at %', lane.lane_id, leaves USING ERRCODE = '22023';
    END IF;

    INSERT INTO refusal.manifest (lane_id, departs_at, from_facility_id, to_facility_id, closed_list)
    VALUES (lane.lane_id, leaves, lane.from_facility_id, lane.to_facility_id, fingerprint)
    ON CONFLICT DO NOTHING
    RETURNING * INTO closed;
    IF FOUND THEN
        INSERT INTO refusal.manifest_parcel (manifest_id, refusal_id, shop_id, planned, loaded, aboard)
        SELECT closed.manifest_id, c.refusal_id, c.shop_id, c.planned, c.loaded, c.loaded
        FROM (
            SELECT n.refusal_id, n.shop_id, n.planned, n.here AND (close_manifest.parcels IS NULL OR n.refusal_id = ANY (listed))
            FROM (
                SELECT t.refusal_id, t.shop_id, t.here,
                    CASE WHEN lane.departures IS NULL THEN t.here ELSE t.departs_at <= leaves END AS planned
                FROM refusal.loading_list t
                WHERE t.facility_id = lane.from_facility_id AND t.lane_id = lane.lane_id AND t.manifest_id IS NULL) AS n
            WHERE n.planned OR (n.here AND n.refusal_id = ANY (listed))
            UNION ALL
            -- Scanned out one by one while it was loaded.
            SELECT r.refusal_id, r.shop_id, (o.legs[r.leg_no]).departs_at <= leaves, true
            FROM refusal.refusal r
            JOIN refusal.route o ON o.route_id = r.route_id
            WHERE r.refusal_id = ANY (listed) AND r.state = 'in_return_transit' AND (r.facility_id, r.next_facility_id)
                = (lane.from_facility_id, lane.to_facility_id)) AS c (refusal_id, shop_id, planned, loaded)
        ORDER BY c.refusal_id
        ON CONFLICT (refusal_id) WHERE aboard DO NOTHING;
        -- A list of another truck must not use up this one's departure.
        IF NOT FOUND THEN
            RAISE EXCEPTION 'nothing is there to leave by lane %', lane.lane_id USING ERRCODE = 'RF002';
        END IF;
    ELSE
        SELECT m.* INTO closed FROM refusal.manifest m WHERE m.lane_id = lane.lane_id AND m.departs_at = leaves;
        IF closed.closed_list IS DISTINCT FROM fingerprint THEN
            RAISE EXCEPTION 'manifest % was closed with another list', closed.manifest_id USING ERRCODE = 'RF008',
                HINT = 'What is late leaves by the next departure.';
        END IF;
    END IF;

    RETURN QUERY
    SELECT closed.manifest_id, s.code::text, p.number::text, r.refusal_id,
        CASE WHEN NOT i.loaded THEN 'short' WHEN i.planned THEN 'ok' ELSE 'surplus' END, r.state, NULL, NULL
    FROM refusal.manifest_parcel i
    JOIN refusal.refusal r ON r.refusal_id = i.refusal_id
    JOIN refusal.shop s ON s.shop_id = i.shop_id
    JOIN refusal.parcel p ON p.parcel_id = r.parcel_id
    WHERE i.manifest_id = closed.manifest_id AND (i.planned OR i.loaded)
    UNION ALL
    SELECT closed.manifest_id, i.shop, i.parcel, i.refusal_id, 'surplus', r.state,
        CASE WHEN i.error IS NULL THEN 'RF002' ELSE 'RF004' END,
        coalesce(i.error, 'parcel "' || i.parcel || '" is on manifest ' || a.manifest_id,
            'parcel "' || i.parcel || '" is not there to leave by lane ' || lane.lane_id)
    FROM refusal_internal.listed_parcels(close_manifest.parcels) i
    LEFT JOIN refusal.refusal r ON r.refusal_id = i.refusal_id
    LEFT JOIN refusal.manifest_parcel a ON a.refusal_id = i.refusal_id AND a.aboard
    WHERE NOT EXISTS (
        SELECT FROM refusal.manifest_parcel m WHERE m.manifest_id = closed.manifest_id AND m.refusal_id = i.refusal_id AND m.loaded);
END
$function$;
COMMENT ON FUNCTION refusal.close_manifest(integer, timestamptz, jsonb) IS
    'Freezes the list of what leaves by a departure, with what is short and what is surplus';
REVOKE ALL ON FUNCTION refusal.close_manifest(integer, timestamptz, jsonb) FROM PUBLIC;
