-- refusal.metrics(): what a monitoring system scrapes, a number a row. Times are in seconds. Of other roles' sessions
-- the caller sees what pg_stat_activity shows it (pg_monitor sees all), of consumers its own.
CREATE OR REPLACE FUNCTION refusal.metrics()
RETURNS TABLE (metric text, labels jsonb, value double precision)
LANGUAGE sql VOLATILE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off
BEGIN ATOMIC
    -- No row where no relay runs: absence is what an alarm is set on.
    SELECT 'relay_heartbeat_age', '{}'::jsonb, extract(epoch FROM clock_timestamp() - h)::double precision
    FROM refusal_internal.relay_heartbeat() AS h WHERE h IS NOT NULL
    UNION ALL
    -- It grows while the queue of notifications is full or cannot be written. The feed goes on.
    SELECT 'relay_ticks_untold', '{}', n FROM refusal_internal.relay_untold() AS n WHERE n IS NOT NULL
    UNION ALL
    SELECT 'ticks_per_second', '{}', count(*) / 60.0::double precision
    FROM (SELECT t.ticked_at FROM refusal_internal.tick t ORDER BY t.era DESC, t.tick DESC LIMIT 100000) AS recent
    WHERE recent.ticked_at > clock_timestamp() - interval '1 minute'
    UNION ALL
    -- Numbers are drawn by transactions that roll back, too: a few that stay here are no cause for alarm.
    SELECT 'events_not_ticked', '{}', (q.last_value - coalesce(
        (SELECT t.drawn FROM refusal_internal.tick t ORDER BY t.era DESC, t.tick DESC LIMIT 1), 0))::double precision
    FROM refusal.event_id_seq q
    UNION ALL
    SELECT 'notify_queue_used', '{}', pg_notification_queue_usage()
    UNION ALL
    SELECT 'oldest_transaction_age', '{}', coalesce(max(extract(epoch FROM clock_timestamp() - a.xact_start)), 0)::double precision
    FROM pg_stat_activity a WHERE a.datname = current_database() AND a.backend_xid IS NOT NULL
    UNION ALL
    SELECT 'oldest_prepared_age', '{}', coalesce(max(extract(epoch FROM clock_timestamp() - x.prepared)), 0)::double precision
    FROM pg_prepared_xacts x WHERE x.database = current_database()
    UNION ALL
    SELECT 'journal_months_ahead', '{}', count(*)
    FROM refusal_internal.journal_months() AS j WHERE j.since > clock_timestamp()
    UNION ALL
    SELECT 'journal_age', '{}', extract(epoch FROM clock_timestamp() - min(j.since))::double precision
    FROM refusal_internal.journal_months() AS j WHERE isfinite(j.since) HAVING min(j.since) IS NOT NULL
    UNION ALL
    SELECT 'journal_obstacle', jsonb_build_object('obstacle', o.obstacle), 1
    FROM refusal_internal.journal_obstacles() AS o
    UNION ALL
    SELECT 'maintenance_age', '{}', extract(epoch FROM clock_timestamp() - r.maintained_at)::double precision
    FROM refusal_internal.retention r WHERE r.maintained_at IS NOT NULL
    UNION ALL
    SELECT 'retention_overdue', jsonb_build_object('held_up_by', r.held_up_by),
        extract(epoch FROM clock_timestamp() - r.overdue_since)::double precision
    FROM refusal_internal.retention r WHERE r.held_up_by IS NOT NULL
    UNION ALL
    -- No age of one that nobody has spoken of: it is not up either.
    SELECT v.metric, jsonb_build_object('endpoint', e.endpoint_id, 'name', e.name), v.value
    FROM refusal_internal.endpoint_stats() e,
        LATERAL (VALUES ('endpoint_up', (e.state IN ('closed', 'inactive'))::integer::double precision),
                        ('endpoint_report_age', extract(epoch FROM clock_timestamp() - e.reported_at)::double precision),
                        ('endpoint_delivered', e.delivered::double precision),
                        ('endpoint_failed', e.failed::double precision)) AS v (metric, value)
    WHERE v.value IS NOT NULL
    UNION ALL
    SELECT v.metric, jsonb_build_object('consumer', s.consumer, 'slot', s.slot), v.value
    FROM refusal_internal.consumer_stats() s,
        LATERAL (VALUES ('consumer_lag_events', s.lag_events::double precision), ('consumer_lag', s.lag_seconds),
                        ('consumer_parked_events', s.parked_events::double precision),
                        ('consumer_parked_refusals', s.parked_refusals::double precision),
                        ('consumer_dead_letters', s.dead_letters::double precision)) AS v (metric, value);
END;
COMMENT ON FUNCTION refusal.metrics() IS 'The feed in numbers, a metric a row, for a monitoring system';
REVOKE ALL ON FUNCTION refusal.metrics() FROM PUBLIC;
