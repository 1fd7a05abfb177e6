-- refusal_internal.scenario_head(scenario, findings): a scenario as the cabinet lists it. findings: of lint_scenario(), null
-- where nobody looked.
CREATE OR REPLACE FUNCTION refusal_internal.scenario_head(scenario refusal.scenario, findings jsonb)
RETURNS jsonb
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT jsonb_build_object('scenario_id', ($1).scenario_id, 'version', ($1).version, 'status', ($1).status,
        'valid_from', lower(($1).valid), 'valid_until', upper(($1).valid),
        'rules', (SELECT count(*) FROM refusal.rule u WHERE u.scenario_id = ($1).scenario_id),
        'errors', count(*) FILTER (WHERE f.severity = 'error'), 'warnings', count(*) FILTER (WHERE f.severity = 'warning'))
    FROM jsonb_to_recordset($2) AS f (severity text);
END;
COMMENT ON FUNCTION refusal_internal.scenario_head(refusal.scenario, jsonb) IS 'A scenario as the cabinet lists it';
REVOKE ALL ON FUNCTION refusal_internal.scenario_head(refusal.scenario, jsonb) FROM PUBLIC;
