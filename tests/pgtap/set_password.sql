-- refusal.set_password(): a new password, and an end to who signed in by the old one.
BEGIN;
SELECT plan(12);
\set p newpass
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT count(refusal.create_account(pg_temp.code('acme'), 'Anna', 'correct horse')),
       count(refusal.create_account(pg_temp.code('acme'), 'Boris', 'battery staple')) \gset created_
CREATE FUNCTION pg_temp.sign_in(login text, password text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.one_as('cabinet', format('SELECT * FROM refusal.sign_in(%L, %L)', login, password)) ->> 'token'
$$;
CREATE FUNCTION pg_temp.session(token text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.one_as('cabinet', format('SELECT * FROM refusal.session(%L)', token)) ->> 'login'
$$;
SELECT pg_temp.sign_in('Anna', 'correct horse') AS anna, pg_temp.sign_in('Boris', 'battery staple') AS boris \gset
SELECT is(pg_temp.session(:'anna'), 'Anna', 'Anna is signed in');
SELECT lives_ok($$SELECT refusal.set_password('anna', 'tr0ub4dor&3')$$, 'she gets a new password');
SELECT is(pg_temp.session(:'anna'), NULL, 'and is signed in no longer');
SELECT is(pg_temp.session(:'boris'), 'Boris', 'Boris still is');
SELECT is(pg_temp.sign_in('Anna', 'correct horse'), NULL, 'the old password is wrong');
SELECT isnt(pg_temp.sign_in('Anna', 'tr0ub4dor&3'), NULL, 'the new one is right');
INSERT INTO refusal_internal.sign_in_failure VALUES ('login', 'anna', 10, clock_timestamp() + interval '1 hour');
SELECT throws_ok($$SELECT pg_temp.sign_in('Anna', 'tr0ub4dor&3')$$, '53400', NULL, 'somebody guesses at hers');
SELECT lives_ok($$SELECT refusal.set_password('Anna', 'another one yet')$$, 'she gets another');
SELECT isnt(pg_temp.sign_in('Anna', 'another one yet'), NULL, 'and is let in');
SELECT throws_ok($$SELECT refusal.set_password('nobody', 'correct horse')$$, 'RF004', 'account "nobody" does not exist', 'no such account');
SELECT throws_ok($$SELECT refusal.set_password('Anna', 'short')$$, '22023', NULL, 'a short one is refused');
SET LOCAL ROLE newpass_cabinet;
SELECT throws_ok($$SELECT refusal.set_password('Anna', 'correct horse')$$, '42501', NULL, 'it is for administrators');

SELECT * FROM finish();
ROLLBACK;
