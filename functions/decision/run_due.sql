-- refusal.run_due(integer): deadlines that have passed, earliest first, at most `max` of them. Returns how many it
-- settled. Several workers share the work: a refusal that another one has locked is left to it.
CREATE OR REPLACE FUNCTION refusal.run_due(max integer DEFAULT 1000)
RETURNS integer
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    due bigint;
    settled integer := 0;
BEGIN
    IF run_due.max IS NULL OR run_due.max < 0 THEN
        RAISE EXCEPTION 'argument "max" must be a number, zero or more' USING ERRCODE = '22023';
    END IF;
    FOR due IN
        SELECT r.refusal_id
        FROM refusal.refusal r
        WHERE r.deadline_at <= clock_timestamp()
        ORDER BY r.deadline_at, r.refusal_id
        LIMIT run_due.max
        FOR NO KEY UPDATE SKIP LOCKED
    LOOP
        -- One refusal's error must not stop the others.
        BEGIN
            IF refusal_internal.fire_due(due) THEN
                settled := settled + 1;
            END IF;
        EXCEPTION WHEN OTHERS THEN
            RAISE WARNING 'deadline of refusal % failed: %', due, SQLERRM USING ERRCODE = SQLSTATE;
        END;
    END LOOP;
    RETURN settled;
END
$function$;
COMMENT ON FUNCTION refusal.run_due(integer) IS
    'Settles passed deadlines by their default decisions; returns how many';
REVOKE ALL ON FUNCTION refusal.run_due(integer) FROM PUBLIC;
