-- Trigger: a manifest is closed, departs, arrives, and is otherwise kept; when, and by whom, is not the caller's to say.
CREATE OR REPLACE FUNCTION refusal_internal.keep_manifest()
RETURNS trigger
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF (NEW.manifest_id, NEW.lane_id, NEW.departs_at, NEW.from_facility_id, NEW.to_facility_id, NEW.closed_at, NEW.closed_by,
        NEW.closed_list) IS DISTINCT FROM (OLD.manifest_id, OLD.lane_id, OLD.departs_at, OLD.from_facility_id,
        OLD.to_facility_id, OLD.closed_at, OLD.closed_by, OLD.closed_list)
        OR (OLD.state, NEW.state) NOT IN (('closed', 'departed'), ('departed', 'arrived')) THEN
        RAISE EXCEPTION 'manifest % is kept as it is', OLD.manifest_id USING ERRCODE = '55000';
    END IF;
    IF NEW.state = 'departed' THEN
        NEW.departed_at := clock_timestamp();
        NEW.departed_by := current_user;
    ELSE
        NEW.arrived_at := clock_timestamp();
        NEW.arrived_by := current_user;
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION refusal_internal.keep_manifest() IS 'Trigger: a manifest only departs, then arrives';
REVOKE ALL ON FUNCTION refusal_internal.keep_manifest() FROM PUBLIC;
