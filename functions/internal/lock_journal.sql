-- refusal_internal.lock_journal(regclass): the journal and one partition of it for this transaction alone, so that it can
-- be dropped. Whoever comes meanwhile queues up behind us: we wait three times a fifth of a second and no longer, less
-- in all than a deadlock takes to be found. Error: 55P03.
CREATE OR REPLACE FUNCTION refusal_internal.lock_journal(partition regclass)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET lock_timeout = '200ms'
AS $function$
BEGIN
    FOR attempt IN 1..3 LOOP
        BEGIN
            EXECUTE format('LOCK TABLE ONLY refusal.event, ONLY refusal_internal.event_default, ONLY %s'
                ' IN ACCESS EXCLUSIVE MODE', lock_journal.partition);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            PERFORM pg_sleep(0.05);
        END;
    END LOOP;
    RAISE lock_not_available;
END
$function$;
COMMENT ON FUNCTION refusal_internal.lock_journal(regclass) IS 'Locks the journal, or gives up soon';
REVOKE ALL ON FUNCTION refusal_internal.lock_journal(regclass) FROM PUBLIC;
