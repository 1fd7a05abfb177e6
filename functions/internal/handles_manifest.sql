-- Row security: may the caller write this manifest's rows now? Who loads, until it departs; then who unloads. A function,
-- for a policy that read the manifest would ask the manifest's policy, which asks this table.
CREATE OR REPLACE FUNCTION refusal_internal.handles_manifest(manifest_id bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    RETURN EXISTS (
        SELECT FROM refusal.manifest m
        WHERE m.manifest_id = handles_manifest.manifest_id AND CASE m.state
            WHEN 'closed' THEN refusal_internal.works_at(m.from_facility_id)
            WHEN 'departed' THEN refusal_internal.works_at(m.to_facility_id) END);
END
$function$;
COMMENT ON FUNCTION refusal_internal.handles_manifest(bigint) IS
    'May the caller write the parcels of this manifest, as far as it has come?';
REVOKE ALL ON FUNCTION refusal_internal.handles_manifest(bigint) FROM PUBLIC;
