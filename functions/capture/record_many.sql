-- refusal.record_many(jsonb): record() for an array of objects with its argument names, in a few statements.
-- An element with an RF or 22023 error is reported in its row and harms no other.
CREATE OR REPLACE FUNCTION refusal.record_many(captures jsonb)
RETURNS TABLE (ordinal integer, refusal_id bigint, state text, error_code text, error text)
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_record_many';
COMMENT ON FUNCTION refusal.record_many(jsonb) IS
    'record() for many, set-based; a row per element, with its error where it has one';
REVOKE ALL ON FUNCTION refusal.record_many(jsonb) FROM PUBLIC;
