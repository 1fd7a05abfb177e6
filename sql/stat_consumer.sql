-- One row per consumer and slot; with the caller's rights.
CREATE VIEW refusal.stat_consumer WITH (security_invoker = true) AS
SELECT s.consumer, s.role_name, s.shop_id, s.slot, s.acknowledged_upto, s.acknowledged_at, s.lag_events, s.lag_seconds,
    s.parked_refusals, s.parked_events, s.dead_letters, s.fence, s.worker_pid, s.lease_expires_at
FROM refusal_internal.consumer_stats() AS s;
COMMENT ON VIEW refusal.stat_consumer IS 'How far each consumer has come, how far it is behind, what it has parked';
