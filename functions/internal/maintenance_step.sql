-- refusal_internal.maintenance_step(): the next thing that maintain() has to do, and what it was; null: nothing is left;
-- busy: a lock was not to be had. Each step is for a transaction of its own, so that no lock outlasts it.
-- Error: 25001 under REPEATABLE READ and SERIALIZABLE.
CREATE OR REPLACE FUNCTION refusal_internal.maintenance_step()
RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    did text;
    waits text;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'refusal.maintain() needs the isolation level READ COMMITTED' USING ERRCODE = '25001';
    END IF;
    BEGIN
        LOCK TABLE refusal_internal.retention IN SHARE ROW EXCLUSIVE MODE NOWAIT;
    EXCEPTION WHEN lock_not_available THEN
        RETURN 'busy';
    END;
    did := refusal_internal.add_months();
    IF did IS NULL OR did = 'busy' THEN
        waits := did;
        did := refusal_internal.drop_month();
    END IF;
    IF did IS NULL OR did = 'busy' THEN
        waits := coalesce(waits, did);
        did := CASE WHEN refusal_internal.thin_ticks() OR refusal_internal.forget_departed() THEN 'thinned' END;
    END IF;
    IF did IS NULL THEN
        INSERT INTO refusal_internal.retention AS r (maintained_at) VALUES (clock_timestamp())
        ON CONFLICT (singleton) DO UPDATE SET maintained_at = EXCLUDED.maintained_at;
    END IF;
    RETURN coalesce(did, waits);
END
$function$;
COMMENT ON FUNCTION refusal_internal.maintenance_step() IS 'The next thing that maintain() has to do';
REVOKE ALL ON FUNCTION refusal_internal.maintenance_step() FROM PUBLIC;
