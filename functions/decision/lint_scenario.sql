-- refusal.lint_scenario(integer): what is wrong with a rule set, each finding with a refusal that shows it. Errors
-- keep it from being activated; warnings do not. rule_a, rule_b: the rules it is about; witness: facts under the
-- names of the conditions, as explain() writes them, null where unknown.
CREATE OR REPLACE FUNCTION refusal.lint_scenario(scenario_id integer)
RETURNS TABLE (severity text, finding text, rule_a integer, rule_b integer, witness jsonb, message text)
LANGUAGE c STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_lint_scenario';
COMMENT ON FUNCTION refusal.lint_scenario(integer) IS
    'What is wrong with a scenario, with a refusal that shows it';
REVOKE ALL ON FUNCTION refusal.lint_scenario(integer) FROM PUBLIC;
