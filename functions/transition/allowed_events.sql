-- refusal.allowed_events(bigint): what may happen next to one refusal, and what blocks the rest.
CREATE OR REPLACE FUNCTION refusal.allowed_events(refusal_id bigint)
RETURNS TABLE (event text, to_state text, allowed boolean, blocked_by text, hint text)
LANGUAGE c STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_allowed_events';
COMMENT ON FUNCTION refusal.allowed_events(bigint) IS
    'Events of the refusal''s state, each with what blocks it for the caller';
REVOKE ALL ON FUNCTION refusal.allowed_events(bigint) FROM PUBLIC;
