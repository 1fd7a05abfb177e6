-- refusal.channel(text): the channel on which a shop's events are told. Whoever may see the shop may know it.
CREATE OR REPLACE FUNCTION refusal.channel(shop text)
RETURNS name
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    found_channel name;
BEGIN
    IF channel.shop IS NULL THEN
        RAISE EXCEPTION 'argument "shop" must not be null' USING ERRCODE = '22023';
    END IF;
    SELECT s.channel INTO found_channel FROM refusal.shop s WHERE s.code = channel.shop;
    IF found_channel IS NULL THEN
        RAISE EXCEPTION 'shop "%" does not exist', channel.shop USING ERRCODE = 'RF004';
    END IF;
    RETURN found_channel;
END
$function$;
COMMENT ON FUNCTION refusal.channel(text) IS 'The name to LISTEN to for a shop''s events';
REVOKE ALL ON FUNCTION refusal.channel(text) FROM PUBLIC;
