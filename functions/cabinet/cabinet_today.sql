-- refusal.cabinet_today(): what a shop's people look at first. counts: open refusals by state; waiting: those that wait
-- for the shop's answer, the soonest deadline first, a hundred at most; newest: the last twenty; today: since midnight in
-- the shop's time zone; breached: open ones whose deadline, or window of a redelivery, has passed.
CREATE OR REPLACE FUNCTION refusal.cabinet_today()
RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off
AS $function$
DECLARE
    shop constant integer := refusal_internal.cabinet_shop();
    midnight constant timestamptz := (SELECT date_trunc('day', now(), s.timezone) FROM refusal.shop s);
    earlier bigint;
    recorded timestamptz;
    answer jsonb;
BEGIN
    -- Where today begins. Refusals are numbered as they are recorded, but for how long a transaction takes, and there is
    -- an index on that: back by thousands.
    LOOP
        SELECT r.refusal_id, r.recorded_at INTO earlier, recorded
        FROM refusal.refusal r
        WHERE r.shop_id BETWEEN shop AND shop AND r.refusal_id < coalesce(earlier, 9223372036854775807)
        ORDER BY r.shop_id DESC, r.refusal_id DESC OFFSET 999 LIMIT 1;
        EXIT WHEN NOT FOUND OR recorded < midnight - interval '1 day';
    END LOOP;
    -- The open ones are few beside those that have ended, and have an index, too; no index has both.
    WITH seen AS MATERIALIZED (
        SELECT r.refusal_id, r.is_open, r.state, r.deadline_at, r.redeliver_until, r.rule_id, r.recorded_at,
            refusal_internal.expected_cost(r.is_open, r.cost_planned, r.cost_actual) AS cost
        FROM refusal.refusal r WHERE r.shop_id = shop AND r.is_open
        UNION ALL
        SELECT r.refusal_id, r.is_open, r.state, r.deadline_at, r.redeliver_until, r.rule_id, r.recorded_at,
            refusal_internal.expected_cost(r.is_open, r.cost_planned, r.cost_actual)
        FROM refusal.refusal r
        WHERE r.shop_id = shop AND r.refusal_id > coalesce(earlier, 0) AND r.recorded_at >= midnight AND NOT r.is_open
    ), asked AS (
        SELECT o.refusal_id, o.deadline_at, u.default_action
        FROM seen o LEFT JOIN refusal.rule u ON u.rule_id = o.rule_id
        WHERE o.state IN ('verifying', 'awaiting_decision', 'disputed')
        ORDER BY o.deadline_at, o.refusal_id LIMIT 100
    ), newest AS (
        SELECT m.refusal_id
        FROM refusal_internal.cabinet_matching(shop, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL) AS m
        ORDER BY m.shop_id DESC, m.refusal_id DESC LIMIT 20
    ), today AS (
        SELECT count(*) AS recorded, coalesce(sum(n.cost), 0) AS cost,
            count(*) FILTER (WHERE NOT EXISTS (SELECT FROM refusal.event e WHERE e.refusal_id = n.refusal_id
                AND refusal_internal.is_by_hand(e.event, e.actor))) AS decided_automatically
        FROM seen n WHERE n.recorded_at >= midnight
    )
    SELECT jsonb_build_object(
        'counts', (SELECT coalesce(jsonb_agg(jsonb_build_object('state', c.state, 'count', c.count) ORDER BY c.state), '[]')
                   FROM (SELECT o.state, count(*) FROM seen o WHERE o.is_open GROUP BY o.state) AS c),
        'waiting', (SELECT coalesce(jsonb_agg(to_jsonb(v) || jsonb_build_object('default_action', a.default_action,
                        'choices', refusal_internal.open_decisions((SELECT jsonb_agg(to_jsonb(e))
                            FROM refusal.allowed_events(a.refusal_id) AS e))) ORDER BY a.deadline_at, a.refusal_id), '[]')
                    FROM asked a JOIN refusal_internal.cabinet_row v ON v.refusal_id = a.refusal_id),
        'newest', (SELECT coalesce(jsonb_agg(to_jsonb(v) ORDER BY v.refusal_id DESC), '[]')
                   FROM newest n JOIN refusal_internal.cabinet_row v ON v.refusal_id = n.refusal_id),
        'today', (SELECT jsonb_build_object('recorded', t.recorded, 'decided_automatically', t.decided_automatically,
                      'cost', round(t.cost, 2)::text) FROM today t),
        'breached', (SELECT count(*) FROM seen o WHERE o.deadline_at <= now()
                         OR (o.redeliver_until <= now() AND o.state = 'redelivery_planned')))
    INTO answer;
    RETURN answer;
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_today() IS 'What a shop''s people look at first: what waits, what is new, the day so far';
REVOKE ALL ON FUNCTION refusal.cabinet_today() FROM PUBLIC;
