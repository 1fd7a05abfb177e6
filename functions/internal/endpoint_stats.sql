-- refusal_internal.endpoint_stats(): the rows of refusal.endpoint_status, by the caller's rights. A function, for
-- metrics() is made before the views.
CREATE OR REPLACE FUNCTION refusal_internal.endpoint_stats()
RETURNS TABLE (endpoint_id integer, shop_id integer, name refusal_internal.code, kind text, state text,
    circuit_since timestamptz, live_keys bigint,
    delivered numeric, failed numeric, last_success_at timestamptz, last_failure_at timestamptz, last_error text,
    reported_at timestamptz, consumer refusal_internal.code, lag_events bigint, lag_seconds double precision,
    parked_refusals numeric, dead_letters numeric)
LANGUAGE sql STABLE PARALLEL RESTRICTED ROWS 10 SET search_path = pg_catalog, pg_temp SET jit = off
BEGIN ATOMIC
    SELECT e.endpoint_id, e.shop_id, e.name, e.kind,
        CASE WHEN NOT e.active THEN 'inactive' WHEN k.live_keys = 0 THEN 'without_key' WHEN c.name IS NULL THEN 'not_begun'
            ELSE coalesce(r.circuit, 'closed') END AS state,
        r.circuit_since, k.live_keys, coalesce(r.delivered, 0) AS delivered, coalesce(r.failed, 0) AS failed,
        r.last_success_at, r.last_failure_at, r.last_error, r.reported_at,
        c.name AS consumer, s.lag_events, s.lag_seconds, s.parked_refusals, s.dead_letters
    FROM refusal.endpoint e
    LEFT JOIN refusal.consumer c ON c.endpoint_id = e.endpoint_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS live_keys FROM refusal_internal.endpoint_key k
        WHERE k.endpoint_id = e.endpoint_id AND k.valid @> clock_timestamp()) AS k
    -- Of several slots the worst circuit counts: closed, half_open, open.
    CROSS JOIN LATERAL (
        SELECT max(r.circuit) AS circuit, max(r.circuit_since) AS circuit_since, sum(r.delivered) AS delivered, sum(r.failed) AS failed,
            max(r.last_success_at) AS last_success_at, max(r.last_failure_at) AS last_failure_at,
            (array_agg(r.last_error ORDER BY r.last_failure_at DESC NULLS LAST))[1] AS last_error,
            max(r.reported_at) AS reported_at
        FROM refusal_internal.delivery_report r WHERE r.endpoint_id = e.endpoint_id) AS r
    LEFT JOIN (
        SELECT s.consumer, max(s.lag_events) AS lag_events, max(s.lag_seconds) AS lag_seconds,
            sum(s.parked_refusals) AS parked_refusals, sum(s.dead_letters) AS dead_letters
        FROM refusal_internal.consumer_stats() AS s GROUP BY s.consumer) AS s ON s.consumer = c.name;
END;
COMMENT ON FUNCTION refusal_internal.endpoint_stats() IS 'How sending to each endpoint goes';
REVOKE ALL ON FUNCTION refusal_internal.endpoint_stats() FROM PUBLIC;
