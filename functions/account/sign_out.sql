-- refusal.sign_out(token): ends a session of the cabinet. False: there is none.
CREATE OR REPLACE FUNCTION refusal.sign_out(token text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    DELETE FROM refusal_internal.session s WHERE s.token_digest = sha256(convert_to(sign_out.token, 'UTF8'));
    RETURN FOUND;
END
$function$;
COMMENT ON FUNCTION refusal.sign_out(text) IS 'Ends a session of the cabinet';
REVOKE ALL ON FUNCTION refusal.sign_out(text) FROM PUBLIC;
