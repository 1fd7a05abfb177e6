-- refusal.receive(...): what came. lines null: all as expected; else [{"line_no","received","damaged","surplus","wrong_item"}],
-- added to what came before: received counts expected units, damaged and wrong_item are among them, surplus comes on top.
CREATE OR REPLACE FUNCTION refusal.receive(
    refusal_id bigint,
    lines jsonb DEFAULT NULL,
    facility text DEFAULT NULL,
    request_id uuid DEFAULT NULL
)
RETURNS refusal.refusal
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_receive';
COMMENT ON FUNCTION refusal.receive(bigint, jsonb, text, uuid) IS
    'Receives a refusal''s lines at its destination, in one go or in parts';
REVOKE ALL ON FUNCTION refusal.receive(bigint, jsonb, text, uuid) FROM PUBLIC;
