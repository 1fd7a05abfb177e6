-- refusal.seek(consumer, pos): goes on after pos, back or forth, in every slot. Parked events before it stay parked.
-- Errors: RF004, RF010 a position that is not known here.
CREATE OR REPLACE FUNCTION refusal.seek(consumer text, pos refusal.feed_position)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_seek';
COMMENT ON FUNCTION refusal.seek(text, refusal.feed_position) IS 'Makes a consumer go on after a position';
REVOKE ALL ON FUNCTION refusal.seek(text, refusal.feed_position) FROM PUBLIC;
