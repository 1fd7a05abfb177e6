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
