-- refusal.sign_in(): a session for who knows the password, and few guesses for who does not.
BEGIN;
SELECT plan(35);
\set p signin
\ir fixture/world.inc
\ir fixture/diagnosis.inc
\ir fixture/cabinet.inc

SELECT refusal.create_account(pg_temp.code('acme'), 'Anna', 'correct horse', 'en') AS anna,
       refusal.create_account(pg_temp.code('nord'), 'Boris', rpad('', 72, 'long ')) AS boris \gset
CREATE FUNCTION pg_temp.sign_in(login text, password text, address text = '192.0.2.1') RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.one_as('cabinet', format('SELECT * FROM refusal.sign_in(%L, %L, %L)', login, password, address))
$$;
CREATE FUNCTION pg_temp.failures(kind text, subject text) RETURNS integer LANGUAGE sql AS $$
    SELECT f.failures FROM refusal_internal.sign_in_failure f WHERE (f.kind, f.subject) = (failures.kind, failures.subject)
$$;

SELECT pg_temp.sign_in('anna', 'correct horse') AS session \gset
SELECT is(:'session'::jsonb - '{token,csrf}'::text[], jsonb_build_object('account_id', :anna, 'login', 'Anna', 'language', 'en',
    'shop_code', pg_temp.code('acme'), 'shop_name', 'Acme', 'timezone', 'Europe/Moscow'), 'whose session, and of which shop');
SELECT matches(:'session'::jsonb ->> key, '^[0-9a-f]{64}$', key || ' cannot be guessed') FROM unnest('{token,csrf}'::text[]) AS key;
SELECT isnt(:'session'::jsonb ->> 'token', :'session'::jsonb ->> 'csrf', 'one does not tell the other');
SELECT results_eq(format('SELECT token_digest, csrf, expires_at FROM refusal_internal.session WHERE account_id = %s', :anna),
    format($$SELECT sha256(convert_to(%L, 'UTF8')), %L, now() + interval '8 hours'$$, :'session'::jsonb ->> 'token', :'session'::jsonb ->> 'csrf'),
    'what is stored does not sign in');
SELECT isnt(pg_temp.sign_in('Anna', 'correct horse') ->> 'token', :'session'::jsonb ->> 'token', 'each session has its own token');
SELECT is(count(*), 2::bigint, 'and both go on') FROM refusal_internal.session WHERE account_id = :anna;
SELECT is(pg_temp.failures('login', 'anna'), NULL, 'nothing is held against her');

-- What is wrong leaves the same trace, whatever it is.
SELECT is(pg_temp.sign_in('Anna', 'wrong horse', '192.0.2.2'), NULL, 'a wrong password is no row');
SELECT is(pg_temp.sign_in('Nobody', 'correct horse', '192.0.2.3'), NULL, 'nor is an unknown login');
SELECT is(pg_temp.failures('login', 'anna'), 1, 'the one is counted');
SELECT is(pg_temp.failures('login', 'nobody'), 1, 'and so is the other');
SELECT is(pg_temp.failures('address', '192.0.2.2') + pg_temp.failures('address', '192.0.2.3'), 2, 'with where it came from');
SELECT ok(strpos(pg_get_functiondef('refusal.sign_in'::regproc), '''' || left(password_hash, 7)) > 0,
          'an unknown login costs the bcrypt that a known one costs') FROM refusal.account WHERE account_id = :anna;
SELECT is(pg_temp.sign_in('Boris', rpad('', 72, 'long ')) ->> 'login', 'Boris', 'a password as long as they may be');
SELECT is(pg_temp.sign_in('Boris', rpad('', 72, 'long ') || '!'), NULL, 'is not one that goes on');
UPDATE refusal.account SET active = false WHERE account_id = :boris;
SELECT is(pg_temp.sign_in('Boris', rpad('', 72, 'long ')), NULL, 'nor is the right one of an account that is not active');
SELECT count(refusal.create_account(pg_temp.code('acme'), repeat('a', 100), 'correct horse')) \gset created_
SELECT is(pg_temp.sign_in(repeat('a', 101), 'correct horse'), NULL, 'a login that goes on is not the one that ends there');

-- Ten of a login.
SELECT is(pg_temp.sign_in('Anna', 'correct horse') ->> 'login', 'Anna', 'who is right is let in');
SELECT is(pg_temp.failures('login', 'anna'), NULL, 'and starts anew');
INSERT INTO refusal_internal.sign_in_failure VALUES ('login', 'anna', 9, clock_timestamp() + interval '90 seconds');
SELECT is(pg_temp.sign_in('Anna', 'wrong horse', '192.0.2.4'), NULL, 'the tenth failure');
SELECT throws_ok($$SELECT pg_temp.sign_in('ANNA', 'correct horse', '192.0.2.5')$$, '53400', 'too many attempts to sign in',
                 'is the last attempt, even with the right password, from elsewhere');
SELECT matches(pg_temp.diagnosis($$SELECT pg_temp.sign_in('Anna', 'correct horse')$$), '^Try again in (90|[78][0-9]) seconds\.$', 'for a time that it says');
UPDATE refusal_internal.sign_in_failure SET window_ends_at = clock_timestamp() WHERE subject = 'anna';
SELECT is(pg_temp.sign_in('Anna', 'correct horse') ->> 'login', 'Anna', 'that has passed');

-- A hundred of an address; of IPv6 the network that one customer has.
SELECT is(pg_temp.sign_in('Nobody', 'x', '2001:db8:1:2:3::4'), NULL, 'a guess from IPv6');
UPDATE refusal_internal.sign_in_failure SET failures = 100 WHERE kind = 'address';
SELECT throws_ok($$SELECT pg_temp.sign_in('Anna', 'correct horse', '2001:db8:1:2:ffff::1')$$, '53400', NULL, 'too many from there are of its whole network');
SELECT is(pg_temp.sign_in('Anna', 'correct horse', '2001:db8:1:3::1') ->> 'login', 'Anna', 'and of no other');
SELECT throws_ok($$SELECT pg_temp.sign_in('Anna', 'correct horse', '192.0.2.4')$$, '53400', NULL, 'of IPv4 one address counts');
SELECT is(pg_temp.sign_in('Anna', 'correct horse', '192.0.2.99') ->> 'login', 'Anna', 'and not its neighbours');
SELECT is(pg_temp.sign_in('Nobody', 'x', '::ffff:192.0.2.99'), NULL, 'an IPv4 address in IPv6');
SELECT is(pg_temp.failures('address', '::ffff:192.0.2.99'), 1, 'is one address, too');
SELECT is(pg_temp.one_as('cabinet', $$SELECT * FROM refusal.sign_in('Anna', 'correct horse')$$) ->> 'login', 'Anna', 'nor of an unknown one');

SELECT throws_ok($$SELECT * FROM refusal.sign_in(NULL, 'x')$$, '22023', NULL, 'a login is needed');
SET LOCAL ROLE signin_cabinet;
SELECT throws_ok('SELECT * FROM ' || t, '42501', NULL, 'the cabinet itself cannot read ' || t)
FROM unnest('{refusal.account,refusal_internal.session}'::text[]) AS t;

SELECT * FROM finish();
ROLLBACK;
