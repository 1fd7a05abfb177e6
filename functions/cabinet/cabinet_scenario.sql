-- refusal.cabinet_scenario(integer): a scenario with its rules, and what lint_scenario() finds. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.cabinet_scenario(scenario_id integer)
RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    answer jsonb;
BEGIN
    IF cabinet_scenario.scenario_id IS NULL THEN
        RAISE EXCEPTION 'argument "scenario_id" must not be null' USING ERRCODE = '22023';
    END IF;
    SELECT refusal_internal.scenario_head(s, f.findings) || jsonb_build_object(
        'rules', refusal_internal.scenario_rules(s.scenario_id), 'findings', f.findings)
    INTO answer
    FROM refusal.scenario s
    CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.severity, l.finding, l.rule_a, l.rule_b), '[]') AS findings
        FROM refusal.lint_scenario(s.scenario_id) AS l) AS f
    WHERE s.scenario_id = cabinet_scenario.scenario_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'scenario % does not exist', cabinet_scenario.scenario_id USING ERRCODE = 'RF004';
    END IF;
    RETURN answer;
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_scenario(integer) IS 'A scenario with its rules and what is wrong with them';
REVOKE ALL ON FUNCTION refusal.cabinet_scenario(integer) FROM PUBLIC;
