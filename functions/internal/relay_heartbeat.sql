-- refusal_internal.relay_heartbeat(): when this database's relay last showed that it is alive; null: none runs.
CREATE OR REPLACE FUNCTION refusal_internal.relay_heartbeat()
RETURNS timestamptz
LANGUAGE c VOLATILE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_relay_heartbeat';
COMMENT ON FUNCTION refusal_internal.relay_heartbeat() IS 'When this database''s relay last showed that it is alive';
REVOKE ALL ON FUNCTION refusal_internal.relay_heartbeat() FROM PUBLIC;
