-- What run_due() does to one refusal. Harmless in anybody's hands: it does only what is due.
CREATE OR REPLACE FUNCTION refusal_internal.fire_due(refusal_id bigint)
RETURNS boolean
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_fire_due';
COMMENT ON FUNCTION refusal_internal.fire_due(bigint) IS
    'Fires what a passed deadline stands for; false: nothing is due';
REVOKE ALL ON FUNCTION refusal_internal.fire_due(bigint) FROM PUBLIC;
