-- refusal.scan_many(jsonb): scan() for an array of objects with its argument names, in their order.
CREATE OR REPLACE FUNCTION refusal.scan_many(scans jsonb)
RETURNS TABLE (ordinal integer, refusal_id bigint, state text, error_code text, error text)
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_scan_many';
COMMENT ON FUNCTION refusal.scan_many(jsonb) IS
    'scan() for many; a row per element, with its error where it has one';
REVOKE ALL ON FUNCTION refusal.scan_many(jsonb) FROM PUBLIC;
