-- Trigger: refusals are not deleted, the journal is not changed.
CREATE OR REPLACE FUNCTION refusal_internal.keep()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_keep';
COMMENT ON FUNCTION refusal_internal.keep() IS
    'Trigger: refuses to delete or change what is kept';
REVOKE ALL ON FUNCTION refusal_internal.keep() FROM PUBLIC;
