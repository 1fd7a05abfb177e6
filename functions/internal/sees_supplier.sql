-- Row security: is the caller this supplier, for this shop?
CREATE OR REPLACE FUNCTION refusal_internal.sees_supplier(shop_id integer, supplier text)
RETURNS boolean
LANGUAGE c STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'refusal_sees_supplier';
COMMENT ON FUNCTION refusal_internal.sees_supplier(integer, text) IS
    'Is the caller this supplier of the shop?';
REVOKE ALL ON FUNCTION refusal_internal.sees_supplier(integer, text) FROM PUBLIC;
