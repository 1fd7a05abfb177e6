-- refusal.decide(...): the shop's decision: redeliver, return, hold, ask_shop or dispose.
-- destination: a facility, for return only; null: the destinations of the rule that asked.
CREATE OR REPLACE FUNCTION refusal.decide(
    refusal_id bigint,
    action text,
    destination text DEFAULT NULL,
    expected_version integer DEFAULT NULL,
    request_id uuid DEFAULT NULL
)
RETURNS refusal.refusal
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_decide';
COMMENT ON FUNCTION refusal.decide(bigint, text, text, integer, uuid) IS
    'The shop decides a refusal that waits for it, or is held';
REVOKE ALL ON FUNCTION refusal.decide(bigint, text, text, integer, uuid) FROM PUBLIC;
