-- refusal.session(token): whose session this is. No row: nobody's, or it has ended: eight hours unused, a week after it
-- began, or with its account. Writes at most once a minute that it is in use.
CREATE OR REPLACE FUNCTION refusal.session(token text)
RETURNS SETOF refusal.cabinet_session
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    digest bytea := sha256(convert_to(session.token, 'UTF8'));
BEGIN
    RETURN QUERY
    SELECT NULL::text, s.csrf, a.account_id, a.login::text, a.language, h.code::text, h.name::text, h.timezone::text
    FROM refusal_internal.session s
    JOIN refusal.account a ON a.account_id = s.account_id
    JOIN refusal.shop h ON h.shop_id = a.shop_id
    WHERE s.token_digest = digest AND s.expires_at > now() AND a.active;
    IF FOUND THEN
        UPDATE refusal_internal.session s
        SET last_seen_at = now(), expires_at = least(now() + interval '8 hours', s.created_at + interval '7 days')
        WHERE s.token_digest = digest AND s.last_seen_at < now() - interval '1 minute';
    END IF;
END
$function$;
COMMENT ON FUNCTION refusal.session(text) IS 'Whose session of the cabinet this is; no row: it is none, or has ended';
REVOKE ALL ON FUNCTION refusal.session(text) FROM PUBLIC;
