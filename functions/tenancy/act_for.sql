-- refusal.act_for(text): a gateway role sees and serves this one shop until the transaction ends.
-- Errors: RF005 where the caller is no gateway, or acts for another shop already; RF004.
CREATE OR REPLACE FUNCTION refusal.act_for(shop text)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_act_for';
COMMENT ON FUNCTION refusal.act_for(text) IS
    'A gateway acts for one shop in this transaction';
REVOKE ALL ON FUNCTION refusal.act_for(text) FROM PUBLIC;
