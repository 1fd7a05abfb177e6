-- refusal_internal.maintenance_step(): the next thing that maintain() has to do, and what it was; null: nothing is left;
-- busy: a lock was not to be had. Each step is for a transaction of its own, so that no lock outlasts it. What fails
-- stops nothing else; in the end there is a warning of it, and of everything that is in the way.
-- Error: 25001 under REPEATABLE READ and SERIALIZABLE.
CREATE OR REPLACE FUNCTION refusal_internal.maintenance_step()
RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    did text;
    waits text;
    part text;
    failure text;
    found record;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'refusal.maintain() needs the isolation level READ COMMITTED' USING ERRCODE = '25001';
    END IF;
    BEGIN
        LOCK TABLE refusal_internal.retention IN SHARE ROW EXCLUSIVE MODE NOWAIT;
    EXCEPTION WHEN lock_not_available THEN
        RETURN 'busy';
    END;
    FOREACH part IN ARRAY ARRAY['refusal_internal.add_months()', 'refusal_internal.drop_month()',
                                'CASE WHEN refusal_internal.thin_ticks() THEN ''thinned'' END',
                                'CASE WHEN refusal_internal.forget_departed() THEN ''forgot'' END',
                                'CASE WHEN refusal_internal.trim_network_changes() THEN ''trimmed'' END'] LOOP
        BEGIN
            EXECUTE 'SELECT ' || part INTO did;
        EXCEPTION
            WHEN deadlock_detected OR lock_not_available THEN
                did := 'busy';
            WHEN OTHERS THEN
                did := NULL;
                failure := coalesce(failure, SQLERRM);
        END;
        IF did <> 'busy' THEN
            RETURN did;
        END IF;
        waits := coalesce(waits, did);
    END LOOP;

    IF failure IS NOT NULL THEN
        RAISE WARNING 'maintenance of the journal failed in part: %', failure;
    ELSIF waits IS NULL THEN
        INSERT INTO refusal_internal.retention AS r (maintained_at) VALUES (clock_timestamp())
        ON CONFLICT (singleton) DO UPDATE SET maintained_at = EXCLUDED.maintained_at;
    END IF;
    FOR found IN SELECT o.obstacle, o.hint FROM refusal_internal.journal_obstacles() AS o LOOP
        RAISE WARNING '%', found.obstacle USING ERRCODE = '55000', HINT = found.hint;
    END LOOP;
    RETURN waits;
END
$function$;
COMMENT ON FUNCTION refusal_internal.maintenance_step() IS 'The next thing that maintain() has to do';
REVOKE ALL ON FUNCTION refusal_internal.maintenance_step() FROM PUBLIC;
