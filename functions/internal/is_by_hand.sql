-- refusal_internal.is_by_hand(event, actor): does this event put a refusal before the shop, or decide it by somebody's hand?
-- Without a SET, so that it becomes a part of the query that calls it.
CREATE OR REPLACE FUNCTION refusal_internal.is_by_hand(event text, actor text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT $1 = 'ask_shop' OR ($2 IN ('shop', 'supervisor') AND $1 IN (
        'plan_return', 'plan_redelivery', 'hold', 'extend_hold', 'accept_proof', 'reject_proof'));
END;
COMMENT ON FUNCTION refusal_internal.is_by_hand(text, text) IS
    'Does this event ask the shop about a refusal, or decide it by somebody''s hand?';
REVOKE ALL ON FUNCTION refusal_internal.is_by_hand(text, text) FROM PUBLIC;
