-- refusal.fire(...): one event of the machine, checked, journalled and told.
-- Without a search_path: as a rule no statement is run, and those that some events come to need are each run under a pinned
-- one (extension/backend/server/spi.hpp).
-- Errors: RF001 order, RF002 guard, RF003 version, RF004, RF005 actor, RF006 route, RF008 request, RF009 quantities.
CREATE OR REPLACE FUNCTION refusal.fire(
    refusal_id bigint,
    event text,
    payload jsonb DEFAULT '{}',
    expected_version integer DEFAULT NULL,
    request_id uuid DEFAULT NULL,
    actor text DEFAULT NULL,
    occurred_at timestamptz DEFAULT NULL
)
RETURNS refusal.refusal
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'refusal_fire';
COMMENT ON FUNCTION refusal.fire(bigint, text, jsonb, integer, uuid, text, timestamptz) IS
    'Fires one event; actor null is the caller''s only fitting one, system is never given by argument';
REVOKE ALL ON FUNCTION refusal.fire(bigint, text, jsonb, integer, uuid, text, timestamptz) FROM PUBLIC;
