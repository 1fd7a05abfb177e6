-- refusal_internal.forget_departed(): removes the places on departures of more than a day ago; one step, see
-- maintenance_step(). True: there may be more.
CREATE OR REPLACE FUNCTION refusal_internal.forget_departed()
RETURNS boolean
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    most constant integer := 10000;
    removed integer;
BEGIN
    DELETE FROM refusal.reservation
    WHERE ctid = ANY (ARRAY(SELECT p.ctid FROM refusal.reservation p WHERE p.departs_at < now() - interval '1 day'
                            LIMIT most));
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed = most;
END
$function$;
COMMENT ON FUNCTION refusal_internal.forget_departed() IS 'A step of maintain(): removes places on departures long gone';
REVOKE ALL ON FUNCTION refusal_internal.forget_departed() FROM PUBLIC;
