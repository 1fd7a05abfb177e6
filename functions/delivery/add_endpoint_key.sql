-- refusal.add_endpoint_key(endpoint_id, keep_old_for): draws a new secret for the endpoint's requests to be signed with,
-- and shows it, this once. The key before it is good for so long yet, so that the receiver can be told the new one
-- meanwhile; those before that are gone. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.add_endpoint_key(endpoint_id integer, keep_old_for interval DEFAULT '1 day')
RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_add_endpoint_key';
COMMENT ON FUNCTION refusal.add_endpoint_key(integer, interval) IS
    'Draws a new secret that an endpoint''s requests are signed with, and shows it once';
REVOKE ALL ON FUNCTION refusal.add_endpoint_key(integer, interval) FROM PUBLIC;
