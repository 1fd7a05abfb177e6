-- What P14 needs besides: the cabinet's role, a person of each shop, and sessions of each; prints shop_id and token of
-- these. A session has twenty pages at most. Variables: shops, sessions (of each shop).
SELECT format('CREATE ROLE %I LOGIN', 'bench_cabinet')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bench_cabinet') \gexec
SELECT refusal.grant_cabinet('bench_cabinet') \g /dev/null
SELECT refusal.create_account('S-' || n, 'person-' || n, 'a long password') FROM generate_series(1, :shops) AS n \g /dev/null
-- Signed in already: a password takes long on purpose.
CREATE TEMPORARY TABLE signed_in AS
SELECT a.account_id, a.shop_id, replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '') AS token
FROM refusal.account a, generate_series(1, :sessions) AS n;
INSERT INTO refusal_internal.session (token_digest, account_id, csrf, expires_at)
SELECT sha256(convert_to(token, 'UTF8')), account_id, 'none', now() + interval '8 hours' FROM signed_in;
SELECT shop_id || ' ' || token FROM signed_in ORDER BY token;
