-- Trigger: states and transitions must make a machine when the transaction commits.
CREATE OR REPLACE FUNCTION refusal_internal.check_machine()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_check_machine';
COMMENT ON FUNCTION refusal_internal.check_machine() IS
    'Trigger: refuses a machine that cannot work';
REVOKE ALL ON FUNCTION refusal_internal.check_machine() FROM PUBLIC;
