-- refusal.simulate(...): a scenario, a draft for one, on the decisions of a period: what was decided at the door and what
-- the scenario would have decided, by the same code. Writes nothing and locks no row, so a standby answers it too.
-- network: 'then', as it was at each decision; or 'now'.
CREATE OR REPLACE FUNCTION refusal.simulate(
    scenario_id integer,
    since timestamptz,
    until timestamptz,
    network text DEFAULT 'then'
) RETURNS TABLE (
    refusal_id bigint,
    action_was text,
    action_now text,
    destination_was text,
    destination_now text,
    cost_was numeric,
    cost_now numeric,
    attempt integer,
    decided_at timestamptz,
    rule_was integer,
    rule_now integer
)
LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_simulate';
COMMENT ON FUNCTION refusal.simulate(integer, timestamptz, timestamptz, text) IS
    'Each decision at the door within a period, and what the scenario would have decided. Writes nothing';
REVOKE ALL ON FUNCTION refusal.simulate(integer, timestamptz, timestamptz, text) FROM PUBLIC;
