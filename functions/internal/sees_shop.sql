-- Row security: may the caller see this shop? Answered from a cache; a policy's subquery would cost every write dearly.
CREATE OR REPLACE FUNCTION refusal_internal.sees_shop(shop_id integer)
RETURNS boolean
LANGUAGE c STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'refusal_sees_shop';
COMMENT ON FUNCTION refusal_internal.sees_shop(integer) IS
    'May the caller see this shop''s rows?';
REVOKE ALL ON FUNCTION refusal_internal.sees_shop(integer) FROM PUBLIC;
