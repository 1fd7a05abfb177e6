-- refusal.set_password(login, password): a new password; whoever is signed in by the old one no longer is, and what was
-- guessed wrong of it no longer counts. Run by an administrator. Errors: RF004, 22023.
CREATE OR REPLACE FUNCTION refusal.set_password(login text, password text)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    changed integer;
BEGIN
    -- In the order in which sign_in() locks the two.
    DELETE FROM refusal_internal.sign_in_failure f WHERE f.kind = 'login' AND f.subject = lower(set_password.login);
    UPDATE refusal.account a
    SET password_hash = refusal_internal.password_hash(refusal_internal.check_password(set_password.password))
    WHERE lower(a.login) = lower(set_password.login)
    RETURNING a.account_id INTO changed;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'account "%" does not exist', set_password.login USING ERRCODE = 'RF004';
    END IF;
    DELETE FROM refusal_internal.session s WHERE s.account_id = changed;
END
$function$;
COMMENT ON FUNCTION refusal.set_password(text, text) IS 'Gives an account a new password and ends its sessions';
REVOKE ALL ON FUNCTION refusal.set_password(text, text) FROM PUBLIC;
