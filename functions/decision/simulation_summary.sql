-- refusal.simulation_summary(...): what a scenario would have changed, in sums: of each action and destination how many
-- refusals and what cost there was, and would have been. The same arguments as simulate().
CREATE OR REPLACE FUNCTION refusal.simulation_summary(
    scenario_id integer,
    since timestamptz,
    until timestamptz,
    network text DEFAULT 'then'
) RETURNS TABLE (
    action text,
    destination text,
    refusals_was bigint,
    refusals_now bigint,
    cost_was numeric,
    cost_now numeric,
    cost_difference numeric
)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT d.action, d.destination, count(*) FILTER (WHERE NOT d.now), count(*) FILTER (WHERE d.now),
           coalesce(sum(d.cost) FILTER (WHERE NOT d.now), 0), coalesce(sum(d.cost) FILTER (WHERE d.now), 0),
           coalesce(sum(CASE WHEN d.now THEN d.cost ELSE -d.cost END), 0)
    FROM refusal.simulate($1, $2, $3, $4) AS s
    CROSS JOIN LATERAL (VALUES (false, s.action_was, s.destination_was, s.cost_was),
                               (true, s.action_now, s.destination_now, s.cost_now))
        AS d (now, action, destination, cost)
    GROUP BY d.action, d.destination
    ORDER BY d.action, d.destination;
END;
COMMENT ON FUNCTION refusal.simulation_summary(integer, timestamptz, timestamptz, text) IS
    'What a scenario would have changed within a period: refusals and cost by action and destination';
REVOKE ALL ON FUNCTION refusal.simulation_summary(integer, timestamptz, timestamptz, text) FROM PUBLIC;
