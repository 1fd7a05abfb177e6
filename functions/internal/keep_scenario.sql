-- Trigger: a scenario with errors is not activated, and one that was activated never changes.
CREATE OR REPLACE FUNCTION refusal_internal.keep_scenario()
RETURNS trigger
LANGUAGE c SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_keep_scenario';
COMMENT ON FUNCTION refusal_internal.keep_scenario() IS
    'Trigger: refuses to activate a scenario with errors, and to change one that was activated';
REVOKE ALL ON FUNCTION refusal_internal.keep_scenario() FROM PUBLIC;
