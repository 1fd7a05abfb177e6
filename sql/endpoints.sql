-- What a shop looks at, by its own rights; and what keeps an endpoint what it is.
CREATE VIEW refusal.endpoint_keys WITH (security_invoker = true) AS
SELECT k.endpoint_id, k.key_id, lower(k.valid) AS valid_from, upper(k.valid) AS valid_until,
    k.valid @> clock_timestamp() AS live
FROM refusal_internal.endpoint_key k;
COMMENT ON VIEW refusal.endpoint_keys IS 'Which keys an endpoint''s requests are signed with, without the secrets';

CREATE VIEW refusal.endpoint_status WITH (security_invoker = true) AS
SELECT s.endpoint_id, s.shop_id, s.name, s.kind, s.state, s.circuit_since, s.live_keys, s.delivered, s.failed,
    s.last_success_at, s.last_failure_at, s.last_error, s.reported_at, s.consumer, s.lag_events, s.lag_seconds, s.parked_refusals, s.dead_letters
FROM refusal_internal.endpoint_stats() AS s;
COMMENT ON VIEW refusal.endpoint_status IS 'How sending to each endpoint goes, how far it is behind, what it could not be sent';

ALTER TABLE refusal.endpoint ALTER start_at SET DEFAULT refusal_internal.newest_position();
CREATE TRIGGER endpoint_is_kept BEFORE INSERT OR UPDATE OR DELETE ON refusal.endpoint
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_endpoint();

-- Its address may hold what only its shop may know.
ALTER TABLE refusal.endpoint ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.endpoint FOR SELECT
    USING (refusal_internal.manages_shop(shop_id) OR refusal_internal.delivers_shop(shop_id));
CREATE POLICY add ON refusal.endpoint FOR INSERT WITH CHECK (refusal_internal.manages_shop(shop_id));
CREATE POLICY change ON refusal.endpoint FOR UPDATE USING (refusal_internal.manages_shop(shop_id));
CREATE POLICY remove ON refusal.endpoint FOR DELETE USING (refusal_internal.manages_shop(shop_id));
ALTER TABLE refusal_internal.endpoint_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal_internal.endpoint_key FOR SELECT
    USING (EXISTS (SELECT FROM refusal.endpoint e WHERE e.endpoint_id = endpoint_key.endpoint_id));
ALTER TABLE refusal_internal.delivery_report ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal_internal.delivery_report FOR SELECT
    USING (EXISTS (SELECT FROM refusal.endpoint e WHERE e.endpoint_id = delivery_report.endpoint_id));
CREATE POLICY write ON refusal_internal.delivery_report USING (
    EXISTS (SELECT FROM refusal.endpoint e
            WHERE e.endpoint_id = delivery_report.endpoint_id AND refusal_internal.delivers_shop(e.shop_id)));
