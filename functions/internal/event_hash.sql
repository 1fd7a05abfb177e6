-- The hash that the journal's chain must hold for an event, given the one before.
CREATE OR REPLACE FUNCTION refusal_internal.event_hash(
    previous bytea,
    refusal_id bigint,
    version integer,
    event text,
    from_state text,
    to_state text,
    actor text,
    role name,
    occurred_at timestamptz,
    recorded_at timestamptz,
    facility_id integer,
    request_id uuid,
    payload jsonb
)
RETURNS bytea
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'refusal_event_hash';
COMMENT ON FUNCTION refusal_internal.event_hash(bytea, bigint, integer, text, text, text, text, name, timestamptz, timestamptz, integer, uuid, jsonb) IS
    'SHA-256 over an event and the hash before it';
REVOKE ALL ON FUNCTION refusal_internal.event_hash(bytea, bigint, integer, text, text, text, text, name, timestamptz, timestamptz, integer, uuid, jsonb) FROM PUBLIC;
