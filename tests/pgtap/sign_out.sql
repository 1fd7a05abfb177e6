-- refusal.sign_out(): the end of one session.
BEGIN;
SELECT plan(6);
\set p signout
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT count(refusal.create_account(pg_temp.code('acme'), 'Anna', 'correct horse')) \gset created_
CREATE FUNCTION pg_temp.ask(call text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.one_as('cabinet', 'SELECT * FROM refusal.' || call)
$$;
SELECT pg_temp.ask($$sign_in('Anna', 'correct horse')$$) ->> 'token' AS here,
       pg_temp.ask($$sign_in('Anna', 'correct horse')$$) ->> 'token' AS there \gset
SELECT is(pg_temp.ask(format('sign_out(%L) AS ended', :'here')) -> 'ended', 'true', 'she signs out here');
SELECT is(pg_temp.ask(format('session(%L)', :'here')), NULL, 'and is gone here');
SELECT is(pg_temp.ask(format('session(%L)', :'there')) ->> 'login', 'Anna', 'but not there');
SELECT is(pg_temp.ask(format('sign_out(%L) AS ended', :'here')) -> 'ended', 'false', 'twice is once');
SELECT is(pg_temp.ask('sign_out(NULL) AS ended') -> 'ended', 'false', 'no token is nobody''s');
SELECT is(pg_temp.ask(format('session(%L)', :'there')) ->> 'login', 'Anna', 'and ends nothing');

SELECT * FROM finish();
ROLLBACK;
