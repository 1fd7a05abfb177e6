-- Row security: does the caller send this shop's events to its endpoints?
CREATE OR REPLACE FUNCTION refusal_internal.delivers_shop(shop_id integer)
RETURNS boolean
LANGUAGE c STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'refusal_delivers_shop';
COMMENT ON FUNCTION refusal_internal.delivers_shop(integer) IS
    'Does the caller, as a listener, send this shop''s events to its endpoints?';
REVOKE ALL ON FUNCTION refusal_internal.delivers_shop(integer) FROM PUBLIC;
