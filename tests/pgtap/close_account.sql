-- refusal.close_account(): it signs in no more, and its sessions end.
BEGIN;
SELECT plan(8);
\set p closed
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT count(refusal.create_account(pg_temp.code('acme'), 'Anna', 'correct horse')) \gset created_
CREATE FUNCTION pg_temp.ask(call text) RETURNS text LANGUAGE sql AS $$
    SELECT s ->> 'login' FROM pg_temp.one_as('cabinet', 'SELECT * FROM refusal.' || call) AS s
$$;
SELECT pg_temp.one_as('cabinet', $$SELECT * FROM refusal.sign_in('Anna', 'correct horse')$$) ->> 'token' AS token \gset
SELECT is(pg_temp.ask(format('session(%L)', :'token')), 'Anna', 'Anna is signed in');
SELECT lives_ok($$SELECT refusal.close_account('ANNA')$$, 'her account is closed');
SELECT is(pg_temp.ask(format('session(%L)', :'token')), NULL, 'her session has ended');
SELECT is((SELECT count(*) FROM refusal_internal.session s JOIN refusal.account a USING (account_id) WHERE a.login = 'Anna'), 0::bigint,
          'and is gone');
SELECT is(pg_temp.ask($$sign_in('Anna', 'correct horse')$$), NULL, 'she signs in no more');
SELECT throws_ok(format('SELECT refusal.create_account(%L, ''anna'', ''correct horse'')', pg_temp.code('acme')), '23505', NULL,
                 'nobody else gets the login');
SELECT throws_ok($$SELECT refusal.close_account('nobody')$$, 'RF004', 'account "nobody" does not exist', 'no such account');
SET LOCAL ROLE closed_cabinet;
SELECT throws_ok($$SELECT refusal.close_account('Anna')$$, '42501', NULL, 'it is for administrators');

SELECT * FROM finish();
ROLLBACK;
