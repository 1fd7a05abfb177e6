-- Trigger: the rules of a scenario that was activated never change.
CREATE OR REPLACE FUNCTION refusal_internal.keep_rules()
RETURNS trigger
LANGUAGE c SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_keep_rules';
COMMENT ON FUNCTION refusal_internal.keep_rules() IS 'Trigger: only the rules of a draft can be written';
REVOKE ALL ON FUNCTION refusal_internal.keep_rules() FROM PUBLIC;
