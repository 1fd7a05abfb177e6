-- refusal_internal.scenario_head(scenario): a scenario as the cabinet lists it. What is wrong with a retired one is not
-- looked for.
CREATE OR REPLACE FUNCTION refusal_internal.scenario_head(scenario refusal.scenario)
RETURNS jsonb
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT jsonb_build_object('scenario_id', ($1).scenario_id, 'version', ($1).version, 'status', ($1).status,
        'valid_from', lower(($1).valid), 'valid_until', upper(($1).valid),
        'rules', (SELECT count(*) FROM refusal.rule u WHERE u.scenario_id = ($1).scenario_id),
        'errors', count(*) FILTER (WHERE f.severity = 'error'), 'warnings', count(*) FILTER (WHERE f.severity = 'warning'))
    FROM (SELECT WHERE ($1).status <> 'retired') AS looked_at, refusal.lint_scenario(($1).scenario_id) AS f;
END;
COMMENT ON FUNCTION refusal_internal.scenario_head(refusal.scenario) IS 'A scenario as the cabinet lists it';
REVOKE ALL ON FUNCTION refusal_internal.scenario_head(refusal.scenario) FROM PUBLIC;
