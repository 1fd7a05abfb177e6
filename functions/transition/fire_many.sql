-- refusal.fire_many(...): the same event for many refusals, in one UPDATE. Errors as in record_many().
CREATE OR REPLACE FUNCTION refusal.fire_many(
    refusal_ids bigint[],
    event text,
    payload jsonb DEFAULT '{}',
    expected_versions integer[] DEFAULT NULL,
    request_ids uuid[] DEFAULT NULL,
    actor text DEFAULT NULL
)
RETURNS TABLE (refusal_id bigint, version integer, state text, error_code text, error text)
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_fire_many';
COMMENT ON FUNCTION refusal.fire_many(bigint[], text, jsonb, integer[], uuid[], text) IS
    'Fires the same event for many refusals, set-based; a row per refusal, with its error where it has one';
REVOKE ALL ON FUNCTION refusal.fire_many(bigint[], text, jsonb, integer[], uuid[], text) FROM PUBLIC;
