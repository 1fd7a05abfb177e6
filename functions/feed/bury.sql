-- refusal.bury(consumer, pos, error, slot, fence): the event at pos cannot be settled, however often it is tried: it is a
-- dead letter now, and its refusal's later events wait behind it, all others flow. Otherwise as refusal.nack(). Errors:
-- RF003 the lease was lost, RF004, RF010 no event was handed out at pos.
CREATE OR REPLACE FUNCTION refusal.bury(
    consumer text,
    pos refusal.feed_position,
    error text,
    slot integer DEFAULT 0,
    fence bigint DEFAULT NULL
)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_bury';
COMMENT ON FUNCTION refusal.bury(text, refusal.feed_position, text, integer, bigint) IS
    'Makes an event a dead letter at once; the other refusals'' flow';
REVOKE ALL ON FUNCTION refusal.bury(text, refusal.feed_position, text, integer, bigint) FROM PUBLIC;
