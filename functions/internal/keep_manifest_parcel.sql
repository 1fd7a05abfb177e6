-- Trigger: a closed list is frozen; what departed is settled by the departure, what arrived by the arrival, and no more.
CREATE OR REPLACE FUNCTION refusal_internal.keep_manifest_parcel()
RETURNS trigger
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    stage text := (SELECT m.state FROM refusal.manifest m WHERE m.manifest_id = OLD.manifest_id);
BEGIN
    IF (NEW.manifest_id, NEW.refusal_id, NEW.shop_id, NEW.planned, NEW.loaded)
            IS DISTINCT FROM (OLD.manifest_id, OLD.refusal_id, OLD.shop_id, OLD.planned, OLD.loaded)
        OR (NEW.departed <> OLD.departed AND stage <> 'closed') OR (NEW.arrived <> OLD.arrived AND stage <> 'departed')
        OR stage = 'arrived' THEN
        RAISE EXCEPTION 'refusal % on manifest % is kept as it is', OLD.refusal_id, OLD.manifest_id USING ERRCODE = '55000';
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION refusal_internal.keep_manifest_parcel() IS 'Trigger: what has departed or arrived by a manifest is kept';
REVOKE ALL ON FUNCTION refusal_internal.keep_manifest_parcel() FROM PUBLIC;
