-- Trigger: an endpoint's events exist, it begins at a known position, stays what it is, and goes when nobody is at work on it.
CREATE OR REPLACE FUNCTION refusal_internal.keep_endpoint()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_keep_endpoint';
COMMENT ON FUNCTION refusal_internal.keep_endpoint() IS 'Trigger: checks an endpoint, and keeps what it is';
REVOKE ALL ON FUNCTION refusal_internal.keep_endpoint() FROM PUBLIC;
