-- refusal.unsubscribe(consumer): forgets a consumer, its place and what it had parked. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.unsubscribe(consumer text)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_unsubscribe';
COMMENT ON FUNCTION refusal.unsubscribe(text) IS 'Forgets a consumer, its place in the feed and what it had parked';
REVOKE ALL ON FUNCTION refusal.unsubscribe(text) FROM PUBLIC;
