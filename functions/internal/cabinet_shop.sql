-- refusal_internal.cabinet_shop(): the shop whose cabinet this is. Errors: RF005 where the caller sees none, or several.
CREATE OR REPLACE FUNCTION refusal_internal.cabinet_shop()
RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    seen integer[] := ARRAY(SELECT s.shop_id FROM refusal.shop s LIMIT 2);
BEGIN
    IF cardinality(seen) <> 1 THEN
        RAISE EXCEPTION 'a cabinet is one shop''s' USING ERRCODE = 'RF005', HINT = 'Call refusal.act_for(shop) first.';
    END IF;
    RETURN seen[1];
END
$function$;
COMMENT ON FUNCTION refusal_internal.cabinet_shop() IS 'The one shop that the caller sees';
REVOKE ALL ON FUNCTION refusal_internal.cabinet_shop() FROM PUBLIC;
