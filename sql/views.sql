-- What those who run consumers look at. With the caller's rights: each sees its own.
CREATE VIEW refusal.dead_letter WITH (security_invoker = true) AS
SELECT c.name AS consumer, p.event_id, p.refusal_id, p.pos, p.attempts, p.error, p.parked_at, p.slot,
    (SELECT count(*) FROM refusal_internal.parked_event b
     WHERE b.consumer_id = p.consumer_id AND b.slot = p.slot AND b.refusal_id = p.refusal_id
         AND b.pos OPERATOR(refusal.>) p.pos) AS waiting_behind
FROM refusal_internal.parked_event p
JOIN refusal.consumer c USING (consumer_id)
WHERE p.dead;
COMMENT ON VIEW refusal.dead_letter IS 'Events that a consumer gave up after max_attempts: redrive() or discard() them';

-- One row per consumer and slot. lag_events counts all of the feed, what the consumer filters out included. Positions
-- are put in order as text: pg_upgrade restores the view before the type has an order of its own.
CREATE VIEW refusal.stat_consumer WITH (security_invoker = true) AS
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
COMMENT ON VIEW refusal.stat_consumer IS 'How far each consumer has come, how far it is behind, what it has parked';

-- Nobody took it out within the window that was agreed, and nothing waits for a deadline here: the shop looks.
CREATE VIEW refusal.missed_window WITH (security_invoker = true) AS
SELECT r.refusal_id, r.shop_id, r.parcel_id, r.facility_id, r.redeliver_from, r.redeliver_until,
    now() - r.redeliver_until AS late_by
FROM refusal.refusal r
WHERE r.redeliver_until <= now() AND r.state = 'redelivery_planned';
COMMENT ON VIEW refusal.missed_window IS 'Redeliveries whose agreed window has passed and that have not been dispatched';
