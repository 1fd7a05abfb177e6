-- refusal.nack(consumer, pos, error, retry_in, slot, fence): the event at pos could not be settled. Its refusal is parked:
-- it and the refusal's later events are handed out again after retry_in (null: a second, doubled each time, an hour at
-- most, with jitter), all others flow; go on with them and acknowledge as if it had been settled. After max_attempts
-- it is a dead letter. Said again, before the event is handed out again, it is no further attempt. Errors: RF003 the
-- lease was lost, RF004, RF010 no event was handed out at pos.
CREATE OR REPLACE FUNCTION refusal.nack(
    consumer text,
    pos refusal.feed_position,
    error text,
    retry_in interval DEFAULT NULL,
    slot integer DEFAULT 0,
    fence bigint DEFAULT NULL
)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_nack';
COMMENT ON FUNCTION refusal.nack(text, refusal.feed_position, text, interval, integer, bigint) IS
    'Parks one refusal''s events for a later attempt; the others flow';
REVOKE ALL ON FUNCTION refusal.nack(text, refusal.feed_position, text, interval, integer, bigint) FROM PUBLIC;
