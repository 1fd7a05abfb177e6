-- Row security: may the caller write this shop's settings and parcels? Null: the network that all shops share.
CREATE OR REPLACE FUNCTION refusal_internal.manages_shop(shop_id integer)
RETURNS boolean
LANGUAGE c STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'refusal_manages_shop';
COMMENT ON FUNCTION refusal_internal.manages_shop(integer) IS
    'May the caller write this shop''s rows? Null: the shared network';
REVOKE ALL ON FUNCTION refusal_internal.manages_shop(integer) FROM PUBLIC;
