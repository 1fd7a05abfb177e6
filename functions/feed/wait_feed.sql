-- refusal.wait_feed(after, timeout): waits until there is an event after a position (null: any at all) that the caller
-- may see, a day at most. For those who cannot LISTEN: on a standby, behind a transaction pooler. False: the time is
-- over. Holds a snapshot meanwhile, as every statement does: half a minute is a good time. Errors: RF010.
CREATE OR REPLACE FUNCTION refusal.wait_feed(after refusal.feed_position, timeout interval)
RETURNS boolean
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_wait_feed';
COMMENT ON FUNCTION refusal.wait_feed(refusal.feed_position, interval) IS
    'Waits for an event after a position; false when the time is over';
REVOKE ALL ON FUNCTION refusal.wait_feed(refusal.feed_position, interval) FROM PUBLIC;
