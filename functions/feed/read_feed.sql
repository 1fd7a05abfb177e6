-- refusal.read_feed(after, max_events, shop): the events after a position (null: from the first that is kept), in the
-- order of the feed, of one shop or of all that the caller sees. Goes as far as the last tick. Keeps nothing: the
-- caller keeps the last pos. 1 to 10000 events a call. Errors: RF010 for a position that is not known here, RF004.
CREATE OR REPLACE FUNCTION refusal.read_feed(
    after refusal.feed_position DEFAULT NULL,
    max_events integer DEFAULT 100,
    shop text DEFAULT NULL
)
RETURNS SETOF refusal.feed_event
LANGUAGE c STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_read_feed';
COMMENT ON FUNCTION refusal.read_feed(refusal.feed_position, integer, text) IS
    'The events after a position, in the order of the feed';
REVOKE ALL ON FUNCTION refusal.read_feed(refusal.feed_position, integer, text) FROM PUBLIC;
