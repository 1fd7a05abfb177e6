-- refusal_internal.try_maintenance(): a step of maintain() for the worker that settles deadlines, which an error must
-- not stop.
CREATE OR REPLACE FUNCTION refusal_internal.try_maintenance()
RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    RETURN refusal_internal.maintenance_step();
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'maintenance of the journal failed: %', SQLERRM USING ERRCODE = SQLSTATE;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION refusal_internal.try_maintenance() IS 'A step of maintain(); an error is a warning';
REVOKE ALL ON FUNCTION refusal_internal.try_maintenance() FROM PUBLIC;
