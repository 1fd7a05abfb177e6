-- refusal.cabinet_figures(...): a shop's refusals of a period in numbers, by when they were recorded; the last thirty days
-- where nothing is said. over_time: by days or weeks of the shop's time zone. time_in_state: hours in each state that a
-- refusal has left. automatic_share: of refusals that nobody was asked about nor decided; breaches: questions that the
-- shop did not answer in time.
CREATE OR REPLACE FUNCTION refusal.cabinet_figures(
    since timestamptz DEFAULT NULL,
    until timestamptz DEFAULT NULL,
    step text DEFAULT 'day'
) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off
AS $function$
DECLARE
    shop constant integer := refusal_internal.cabinet_shop();
    zone constant text := (SELECT s.timezone FROM refusal.shop s);
    ends constant timestamptz := coalesce(cabinet_figures.until, now());
    begins constant timestamptz := coalesce(cabinet_figures.since, ends - interval '30 days');
    answer jsonb;
BEGIN
    IF cabinet_figures.step IS NULL OR cabinet_figures.step NOT IN ('day', 'week') THEN
        RAISE EXCEPTION 'argument "step" must be day or week' USING ERRCODE = '22023';
    END IF;
    WITH chosen AS MATERIALIZED (
        SELECT r.refusal_id, r.parcel_id, r.reason, p.region, r.courier,
            date_trunc(cabinet_figures.step, r.recorded_at, zone) AS bucket,
            refusal_internal.expected_cost(r.is_open, r.cost_planned, r.cost_actual) AS cost
        FROM refusal.refusal r
        LEFT JOIN refusal.parcel p ON p.parcel_id = r.parcel_id AND p.shop_id = shop
        WHERE r.shop_id = shop AND r.recorded_at >= begins AND r.recorded_at < ends
    ), grouped AS MATERIALIZED (
        SELECT grouping(c.reason, c.region, c.courier, c.bucket) AS by, c.reason, c.region, c.courier, c.bucket, count(*),
            round(coalesce(sum(c.cost), 0), 2) AS cost
        FROM chosen c
        GROUP BY GROUPING SETS ((c.reason), (c.region), (c.courier), (c.bucket), ())
    ), told AS MATERIALIZED (
        SELECT e.refusal_id, e.version, e.event, e.from_state, e.to_state, e.actor, e.recorded_at
        FROM chosen c JOIN refusal.event e ON e.refusal_id = c.refusal_id
    ), stay AS (
        SELECT t.to_state AS state, extract(epoch FROM lead(t.recorded_at) OVER (
            PARTITION BY t.refusal_id ORDER BY t.version) - t.recorded_at) / 3600 AS hours
        FROM told t WHERE t.from_state IS DISTINCT FROM t.to_state
    ), stayed AS (
        SELECT s.state, count(*), percentile_cont('{0.5,0.9}'::float8[]) WITHIN GROUP (ORDER BY s.hours) AS hours
        FROM stay s WHERE s.hours IS NOT NULL GROUP BY s.state
    ), units AS (
        SELECT i.sku, sum(l.refused) AS count
        FROM chosen c
        JOIN refusal.line l ON l.refusal_id = c.refusal_id AND l.refused > 0
        JOIN refusal.parcel_line i ON i.parcel_id = l.parcel_id AND i.line_no = l.line_no
        GROUP BY i.sku ORDER BY 2 DESC, 1 LIMIT 50
    )
    SELECT jsonb_build_object(
        'by_reason', coalesce(jsonb_agg(jsonb_build_object('reason', g.reason, 'count', g.count, 'cost', g.cost::text)
            ORDER BY g.count DESC, g.reason) FILTER (WHERE g.by = 7), '[]'),
        'by_region', coalesce(jsonb_agg(jsonb_build_object('region', g.region, 'count', g.count, 'cost', g.cost::text)
            ORDER BY g.count DESC, g.region) FILTER (WHERE g.by = 11), '[]'),
        'by_courier', coalesce(jsonb_agg(jsonb_build_object('courier', g.courier, 'count', g.count, 'cost', g.cost::text)
            ORDER BY g.count DESC, g.courier) FILTER (WHERE g.by = 13), '[]'),
        'over_time', coalesce(jsonb_agg(jsonb_build_object('bucket', g.bucket, 'count', g.count, 'cost', g.cost::text)
            ORDER BY g.bucket) FILTER (WHERE g.by = 14), '[]'),
        'total', max(g.count) FILTER (WHERE g.by = 15),
        'cost_per_refusal', (SELECT round(coalesce(avg(c.cost), 0), 2)::text FROM chosen c),
        'by_sku', (SELECT coalesce(jsonb_agg(to_jsonb(u) ORDER BY u.count DESC, u.sku), '[]') FROM units u),
        'time_in_state', (SELECT coalesce(jsonb_agg(jsonb_build_object('state', s.state,
                              'hours_median', round(s.hours[1]::numeric, 2), 'hours_p90', round(s.hours[2]::numeric, 2),
                              'count', s.count) ORDER BY s.state), '[]') FROM stayed s),
        'automatic_share', (SELECT round(coalesce(1 - count(DISTINCT t.refusal_id)::numeric / nullif(
                                (SELECT count(*) FROM chosen c), 0), 0), 4)
                            FROM told t WHERE refusal_internal.is_by_hand(t.event, t.actor)),
        'breaches', (SELECT count(*) FROM told t WHERE t.from_state = 'awaiting_decision' AND t.actor = 'system'))
    INTO answer
    FROM grouped g;
    RETURN answer;
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_figures(timestamptz, timestamptz, text) IS
    'A shop''s refusals of a period in numbers: by reason, region, courier, article and time';
REVOKE ALL ON FUNCTION refusal.cabinet_figures(timestamptz, timestamptz, text) FROM PUBLIC;
