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

-- Nobody took it out within the window that was agreed, and nothing waits for a deadline here: the shop looks.
CREATE VIEW refusal.missed_window WITH (security_invoker = true) AS
SELECT r.refusal_id, r.shop_id, r.parcel_id, r.facility_id, r.redeliver_from, r.redeliver_until,
    now() - r.redeliver_until AS late_by
FROM refusal.refusal r
WHERE r.redeliver_until <= now() AND r.state = 'redelivery_planned';
COMMENT ON VIEW refusal.missed_window IS 'Redeliveries whose agreed window has passed and that have not been dispatched';
