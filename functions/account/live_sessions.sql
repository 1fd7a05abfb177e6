-- refusal.live_sessions(tokens): those of the tokens whose session goes on. Unlike session() it counts as no use: a page
-- that is open and nobody looks at is signed out in the end.
CREATE OR REPLACE FUNCTION refusal.live_sessions(tokens text[])
RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT t.token
    FROM unnest($1) AS t (token)
    JOIN refusal_internal.session s ON s.token_digest = sha256(convert_to(t.token, 'UTF8'))
    JOIN refusal.account a ON a.account_id = s.account_id
    WHERE s.expires_at > now() AND a.active;
END;
COMMENT ON FUNCTION refusal.live_sessions(text[]) IS 'Those of the tokens whose session of the cabinet goes on';
REVOKE ALL ON FUNCTION refusal.live_sessions(text[]) FROM PUBLIC;
