-- refusal_internal.newest_position(): the end of the feed; a reader that begins after it gets what comes from now on.
CREATE OR REPLACE FUNCTION refusal_internal.newest_position()
RETURNS refusal.feed_position
LANGUAGE c VOLATILE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_newest_position';
COMMENT ON FUNCTION refusal_internal.newest_position() IS 'The end of the feed, as the last tick left it';
REVOKE ALL ON FUNCTION refusal_internal.newest_position() FROM PUBLIC;
