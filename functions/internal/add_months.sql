-- refusal_internal.add_months(): sees to it that this month and the two to come have their partitions; one step, see
-- maintenance_step(). A month gets none while it has rows in the default partition, where they stay: this one where it
-- was not made in time, a coming one where a clock was ahead.
--
-- To attach a partition the server locks the default one and reads it through for rows of the new one's, unless a
-- constraint says that there are none. A small one is read in an instant. For a large one the constraint is added in
-- a step of its own, and proved under a lock that stops nobody. No month that has begun, or does within a day: its writers
-- look at no constraint, and would make the proof false.
CREATE OR REPLACE FUNCTION refusal_internal.add_months()
RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
SET "DateStyle" = 'ISO, YMD' SET lock_timeout = '200ms'
AS $function$
DECLARE
    now_at constant timestamptz := clock_timestamp();
    is_small constant boolean := pg_relation_size('refusal_internal.event_default') < 8 * 1024 * 1024;
    missing timestamptz;
    proof text;
BEGIN
    FOR missing IN
        SELECT m.since
        FROM generate_series(date_trunc('month', now_at), date_trunc('month', now_at) + interval '2 months',
                             interval '1 month') AS m (since)
        WHERE NOT EXISTS (SELECT FROM refusal_internal.journal_months() AS j
                          WHERE j.since < m.since + interval '1 month' AND j.until > m.since)
        ORDER BY m.since
    LOOP
        -- Somebody detached it: see journal_obstacles().
        CONTINUE WHEN to_regclass(to_char(missing, '"refusal_internal.event_"YYYY_MM')) IS NOT NULL;
        CONTINUE WHEN missing <= now_at + interval '1 day' AND NOT is_small;
        CONTINUE WHEN EXISTS (SELECT FROM refusal_internal.event_default e
                              WHERE e.recorded_at >= missing AND e.recorded_at < missing + interval '1 month');
        proof := to_char(missing, '"none_of_"YYYY_MM');
        IF EXISTS (SELECT FROM pg_constraint c
                   WHERE c.conrelid = 'refusal_internal.event_default'::regclass AND c.conname = proof) THEN
            EXECUTE format('ALTER TABLE refusal_internal.event_default VALIDATE CONSTRAINT %I', proof);
            PERFORM refusal_internal.add_month(missing);
            EXECUTE format('ALTER TABLE refusal_internal.event_default DROP CONSTRAINT %I', proof);
        ELSIF is_small THEN
            PERFORM refusal_internal.add_month(missing);
        ELSE
            EXECUTE format('ALTER TABLE refusal_internal.event_default ADD CONSTRAINT %I'
                ' CHECK (recorded_at < %L OR recorded_at >= %L) NOT VALID',
                proof, missing, missing + interval '1 month');
            RETURN format('prepared %s', to_char(missing, 'YYYY-MM'));
        END IF;
        RETURN format('added %s', to_char(missing, 'YYYY-MM'));
    END LOOP;
    RETURN NULL;
EXCEPTION
    WHEN lock_not_available THEN
        RETURN 'busy';
    WHEN check_violation THEN
        -- The first rows of the month came to the default partition while its lock was waited for.
        RETURN 'busy';
END
$function$;
COMMENT ON FUNCTION refusal_internal.add_months() IS 'A step of maintain(): the partition of a coming month';
REVOKE ALL ON FUNCTION refusal_internal.add_months() FROM PUBLIC;
