-- refusal_internal.take_endpoint(endpoint_id): makes the endpoint's consumer the caller's, and what the endpoint says.
-- Null, or what stands in the way.
CREATE OR REPLACE FUNCTION refusal_internal.take_endpoint(endpoint_id integer)
RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_take_endpoint';
COMMENT ON FUNCTION refusal_internal.take_endpoint(integer) IS
    'Subscribes an endpoint''s consumer for those who deliver; returns what stands in the way';
REVOKE ALL ON FUNCTION refusal_internal.take_endpoint(integer) FROM PUBLIC;
