-- refusal.poll(consumer, max_events, slot): hands out the events that follow the cursor, in the order of the feed, and
-- before them those whose retry is due; the same ones again until they are acknowledged. 1 to 10000 events a call.
-- Takes the slot's lease (pg_refusal.lease seconds): no rows while another session holds it. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.poll(consumer text, max_events integer DEFAULT 100, slot integer DEFAULT 0)
RETURNS SETOF refusal.feed_event
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_poll';
COMMENT ON FUNCTION refusal.poll(text, integer, integer) IS
    'The events that a consumer has not acknowledged, in the order of the feed';
REVOKE ALL ON FUNCTION refusal.poll(text, integer, integer) FROM PUBLIC;
