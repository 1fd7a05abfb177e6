-- refusal_internal.relay_untold(): how many ticks of this database's relay nobody could be told of; null: none runs.
CREATE OR REPLACE FUNCTION refusal_internal.relay_untold()
RETURNS bigint
LANGUAGE c VOLATILE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_relay_untold';
COMMENT ON FUNCTION refusal_internal.relay_untold() IS 'How many ticks of this database''s relay nobody could be told of';
REVOKE ALL ON FUNCTION refusal_internal.relay_untold() FROM PUBLIC;
