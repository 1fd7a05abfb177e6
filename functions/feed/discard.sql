-- refusal.discard(consumer, event_id): settles a dead letter, or an event that has failed, as it is; its refusal's later
-- events go on. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.discard(consumer text, event_id bigint)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_discard';
COMMENT ON FUNCTION refusal.discard(text, bigint) IS 'Gives a dead letter up; its refusal''s later events go on';
REVOKE ALL ON FUNCTION refusal.discard(text, bigint) FROM PUBLIC;
