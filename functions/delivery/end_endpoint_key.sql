-- refusal.end_endpoint_key(endpoint_id, key_id): nothing is signed with that key any more; its secret is gone. An endpoint
-- without a key gets nothing. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.end_endpoint_key(endpoint_id integer, key_id integer)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_end_endpoint_key';
COMMENT ON FUNCTION refusal.end_endpoint_key(integer, integer) IS 'Removes a key of an endpoint at once';
REVOKE ALL ON FUNCTION refusal.end_endpoint_key(integer, integer) FROM PUBLIC;
