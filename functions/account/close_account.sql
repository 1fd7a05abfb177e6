-- refusal.close_account(login): it signs in no more, and its sessions end. The row stays, and the login with it. Run by
-- an administrator. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.close_account(login text)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    closed integer;
BEGIN
    UPDATE refusal.account a SET active = false WHERE lower(a.login) = lower(close_account.login)
    RETURNING a.account_id INTO closed;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'account "%" does not exist', close_account.login USING ERRCODE = 'RF004';
    END IF;
    DELETE FROM refusal_internal.session s WHERE s.account_id = closed;
END
$function$;
COMMENT ON FUNCTION refusal.close_account(text) IS 'Closes an account of the cabinet and ends its sessions';
REVOKE ALL ON FUNCTION refusal.close_account(text) FROM PUBLIC;
