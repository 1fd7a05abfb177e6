-- refusal.record(...): one refusal at the door, journalled, decided and routed in this transaction.
-- Without a search_path, as fire() is: what statements it comes to need are each run under a pinned one.
-- Errors: RF004, RF005, RF008, RF009, RF011; 22023 for malformed arguments.
CREATE OR REPLACE FUNCTION refusal.record(
    shop text,
    parcel text,
    reason text,
    request_id uuid,
    occurred_at timestamptz DEFAULT NULL,
    facility text DEFAULT NULL,
    courier text DEFAULT NULL,
    lines jsonb DEFAULT NULL,
    proof jsonb DEFAULT NULL,
    carrier text DEFAULT NULL
)
RETURNS refusal.refusal
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'refusal_record';
COMMENT ON FUNCTION refusal.record(text, text, text, uuid, timestamptz, text, text, jsonb, jsonb, text) IS
    'Records a refusal at the door, decides it by the shop''s scenario and plans its route; a retry with the same request_id answers the same';
REVOKE ALL ON FUNCTION refusal.record(text, text, text, uuid, timestamptz, text, text, jsonb, jsonb, text) FROM PUBLIC;
