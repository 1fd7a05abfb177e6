-- refusal.cabinet_places(): the places of the network as a shop sees it. mine: its own.
CREATE OR REPLACE FUNCTION refusal.cabinet_places()
RETURNS jsonb
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(jsonb_agg(jsonb_build_object('code', f.code, 'name', f.name, 'kind', f.kind, 'region', f.region,
        'latitude', f.latitude, 'longitude', f.longitude, 'mine', f.shop_id IS NOT NULL) ORDER BY f.code), '[]')
    FROM refusal.facility f;
END;
COMMENT ON FUNCTION refusal.cabinet_places() IS 'The places of the network as a shop sees it';
REVOKE ALL ON FUNCTION refusal.cabinet_places() FROM PUBLIC;
