-- refusal.create_account(...): somebody who may sign in to the cabinet, for one shop. Run by an administrator.
-- Errors: RF004 for the shop, 23505 where the login is taken, 22023 for the password.
CREATE OR REPLACE FUNCTION refusal.create_account(shop text, login text, password text, language text DEFAULT 'ru')
RETURNS integer
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    the_shop integer;
    created integer;
BEGIN
    IF create_account.login IS NULL OR create_account.language IS NULL THEN
        RAISE EXCEPTION 'arguments "login" and "language" must not be null' USING ERRCODE = '22023';
    END IF;
    SELECT s.shop_id INTO the_shop FROM refusal.shop s WHERE s.code = create_account.shop;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'shop "%" does not exist', create_account.shop USING ERRCODE = 'RF004';
    END IF;
    INSERT INTO refusal.account (shop_id, login, password_hash, language)
    VALUES (the_shop, create_account.login,
        refusal_internal.password_hash(refusal_internal.check_password(create_account.password)),
        create_account.language)
    RETURNING account_id INTO created;
    RETURN created;
END
$function$;
COMMENT ON FUNCTION refusal.create_account(text, text, text, text) IS
    'Makes an account that signs in to a shop''s cabinet; returns its account_id';
REVOKE ALL ON FUNCTION refusal.create_account(text, text, text, text) FROM PUBLIC;
