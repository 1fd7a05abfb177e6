-- refusal_internal.journal_obstacles(): what someone has done to the journal's partitions that is in the way of
-- maintain(), and what helps. No event is lost by any of it: what has no month of its own goes to the default partition.
CREATE OR REPLACE FUNCTION refusal_internal.journal_obstacles()
RETURNS TABLE (obstacle text, hint text)
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET "DateStyle" = 'ISO, YMD'
SET timezone = 'UTC'
BEGIN ATOMIC
    -- A month that was detached, or something else that has its name.
    SELECT format('%s is not a partition of the journal', c.oid::regclass),
        format('ALTER TABLE refusal.event ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L), or move it to another schema.',
            c.oid::regclass, m.since, m.since + interval '1 month')
    FROM pg_class c CROSS JOIN LATERAL (
        SELECT make_timestamptz(n[1]::integer, n[2]::integer, 1, 0, 0, 0) AS since
        FROM regexp_match(c.relname, '^event_(\d{4})_(0[1-9]|1[0-2])$') AS n WHERE n[1] > '0000') AS m
    WHERE c.relnamespace = 'refusal_internal'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid AND i.inhparent = 'refusal.event'::regclass)
    UNION ALL
    SELECT 'refusal_internal.event_default is not the default partition of the journal',
        'ALTER TABLE refusal.event ATTACH PARTITION refusal_internal.event_default DEFAULT.'
    WHERE NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = 'refusal.event'::regclass
                      AND i.inhrelid = 'refusal_internal.event_default'::regclass)
    UNION ALL
    -- A partition of somebody's own, which leaves a gap.
    SELECT format('of %s a part has a partition, %s, and the rest has none', to_char(m.since, 'YYYY-MM'),
            string_agg(j.month::text, ', ' ORDER BY j.since)),
        'Make a partition for the rest, or detach what is there: maintain() makes one for the whole month.'
    FROM generate_series(date_trunc('month', now()), date_trunc('month', now()) + interval '2 months',
                         interval '1 month') AS m (since)
    JOIN refusal_internal.journal_months() AS j ON j.since < m.since + interval '1 month' AND j.until > m.since
    GROUP BY m.since
    HAVING sum(least(j.until, m.since + interval '1 month') - greatest(j.since, m.since))
        < m.since + interval '1 month' - m.since;
END;
COMMENT ON FUNCTION refusal_internal.journal_obstacles() IS
    'What is in the way of maintain(), and what helps';
REVOKE ALL ON FUNCTION refusal_internal.journal_obstacles() FROM PUBLIC;
