-- refusal.live_sessions(): which sessions go on, without prolonging them.
BEGIN;
SELECT plan(6);
\set p lives
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT refusal.create_account(pg_temp.code('acme'), 'Anna', 'correct horse') AS anna,
       refusal.create_account(pg_temp.code('nord'), 'Boris', 'correct horse') AS boris \gset
CREATE FUNCTION pg_temp.sign_in(login text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.one_as('cabinet', format('SELECT * FROM refusal.sign_in(%L, ''correct horse'')', login)) ->> 'token'
$$;
SELECT pg_temp.sign_in('Anna') AS anna_here, pg_temp.sign_in('Anna') AS anna_there, pg_temp.sign_in('Boris') AS boris_here \gset
CREATE FUNCTION pg_temp.live(VARIADIC tokens text[]) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(t ->> 't', ' ' ORDER BY array_position(tokens, t ->> 't')) FROM pg_temp.all_as('cabinet', format('SELECT refusal.live_sessions(%L) AS t', tokens)) AS t
$$;
SELECT is(pg_temp.live(:'anna_here', 'not a token', :'boris_here', NULL), :'anna_here' || ' ' || :'boris_here', 'those that are sessions');
SELECT is(pg_temp.live(VARIADIC '{}'), NULL, 'none of none');
UPDATE refusal_internal.session SET last_seen_at = now() - interval '2 hours', expires_at = now() + interval '1 hour';
SELECT is(pg_temp.live(:'anna_here'), :'anna_here', 'one that was not used for a while');
SELECT is(max(expires_at), now() + interval '1 hour', 'is not prolonged by being looked at') FROM refusal_internal.session;
UPDATE refusal_internal.session SET expires_at = now() WHERE token_digest = sha256(convert_to(:'anna_there', 'UTF8'));
SELECT is(pg_temp.live(:'anna_here', :'anna_there'), :'anna_here', 'but not what has ended');
UPDATE refusal.account SET active = false WHERE account_id = :anna;
SELECT is(pg_temp.live(:'anna_here', :'boris_here'), :'boris_here', 'nor an account''s that is not active');

SELECT * FROM finish();
ROLLBACK;
