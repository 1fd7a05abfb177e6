-- refusal_internal.check_password(text): bcrypt looks at 72 bytes and no further; a longer password would be the same as
-- another one.
CREATE OR REPLACE FUNCTION refusal_internal.check_password(password text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF check_password.password IS NULL OR length(check_password.password) < 8
        OR octet_length(check_password.password) > 72 THEN
        RAISE EXCEPTION 'argument "password" must be 8 characters or more, and 72 bytes or less'
            USING ERRCODE = '22023';
    END IF;
    RETURN check_password.password;
END
$function$;
COMMENT ON FUNCTION refusal_internal.check_password(text) IS 'The password, where it may be one; else an error';
REVOKE ALL ON FUNCTION refusal_internal.check_password(text) FROM PUBLIC;
