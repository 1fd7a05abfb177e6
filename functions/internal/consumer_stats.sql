-- refusal_internal.consumer_stats(): the rows of refusal.stat_consumer, by the caller's rights. A function, since a view
-- cannot say that it is not worth compiling: its cost is estimated as of a thousand slots. lag_events counts all of the
-- feed, what the consumer filters out included. Positions are put in order as text: pg_upgrade restores the function
-- before the type has an order of its own.
CREATE OR REPLACE FUNCTION refusal_internal.consumer_stats()
RETURNS TABLE (consumer refusal_internal.code, role_name name, shop_id integer, slot integer,
    acknowledged_upto refusal.feed_position, acknowledged_at timestamptz, lag_events bigint, lag_seconds double precision,
    parked_refusals bigint, parked_events bigint, dead_letters bigint, fence bigint, worker_pid integer,
    lease_expires_at timestamptz)
LANGUAGE sql STABLE PARALLEL RESTRICTED ROWS 10 SET search_path = pg_catalog, pg_temp SET jit = off
BEGIN ATOMIC
    SELECT c.name AS consumer, c.role_name, c.shop_id, s.slot, k.upto AS acknowledged_upto, k.moved_at AS acknowledged_at,
        q.last_value - coalesce(at.drawn, 0) AS lag_events,
        CASE WHEN next.ticked_at IS NULL THEN 0::double precision
            ELSE extract(epoch FROM clock_timestamp() - next.ticked_at)::double precision END AS lag_seconds,
        p.parked_refusals, p.parked_events, p.dead_letters,
        l.fence, l.pid AS worker_pid, l.expires_at AS lease_expires_at
    FROM refusal.consumer c
    CROSS JOIN refusal.event_id_seq q
    CROSS JOIN LATERAL generate_series(0, c.slots - 1) AS s (slot)
    LEFT JOIN LATERAL (
        SELECT k.upto, k.moved_at, split_part(k.upto::text, '-', 1) AS era, split_part(k.upto::text, '-', 2) AS tick
        FROM refusal_internal.cursor k WHERE k.consumer_id = c.consumer_id AND k.slot = s.slot
        ORDER BY k.generation DESC, k.upto::text COLLATE "C" DESC LIMIT 1) AS k ON true
    LEFT JOIN LATERAL (
        SELECT t.drawn FROM refusal_internal.tick t
        WHERE (t.era, t.tick) <= (('x' || k.era)::bit(64)::bigint, ('x' || k.tick)::bit(64)::bigint)
        ORDER BY t.era DESC, t.tick DESC LIMIT 1) AS at ON true
    LEFT JOIN LATERAL (
        SELECT t.ticked_at FROM refusal_internal.tick t
        WHERE (t.era, t.tick) > (('x' || k.era)::bit(64)::bigint, ('x' || k.tick)::bit(64)::bigint)
        ORDER BY t.era, t.tick LIMIT 1) AS next ON true
    LEFT JOIN LATERAL (
        SELECT count(DISTINCT p.refusal_id) AS parked_refusals, count(*) AS parked_events,
            count(*) FILTER (WHERE p.dead) AS dead_letters
        FROM refusal_internal.parked_event p WHERE p.consumer_id = c.consumer_id AND p.slot = s.slot) AS p ON true
    LEFT JOIN LATERAL (
        SELECT l.fence, l.pid, l.expires_at FROM refusal_internal.lease l
        WHERE l.consumer_id = c.consumer_id AND l.slot = s.slot ORDER BY l.entry DESC LIMIT 1) AS l ON true;
END;
COMMENT ON FUNCTION refusal_internal.consumer_stats() IS 'How each consumer is doing, a row for each of its slots';
REVOKE ALL ON FUNCTION refusal_internal.consumer_stats() FROM PUBLIC;
