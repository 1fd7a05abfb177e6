-- refusal.ack(consumer, upto, slot, fence): everything that was handed out up to there is settled. In one transaction
-- with its effect: exactly once. fence: of the polled events; null: this session's own poll. Errors: RF003 the lease was
-- lost meanwhile, RF004, 22023 beyond what was handed out.
CREATE OR REPLACE FUNCTION refusal.ack(
    consumer text,
    upto refusal.feed_position,
    slot integer DEFAULT 0,
    fence bigint DEFAULT NULL
)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_ack';
COMMENT ON FUNCTION refusal.ack(text, refusal.feed_position, integer, bigint) IS
    'Moves a consumer''s cursor: what was handed out up to there is settled';
REVOKE ALL ON FUNCTION refusal.ack(text, refusal.feed_position, integer, bigint) FROM PUBLIC;
