-- refusal.create_account(): who may sign in to a shop's cabinet.
BEGIN;
SELECT plan(16);
\set p created
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT refusal.create_account(pg_temp.code('acme'), 'Anna', 'correct horse') AS anna \gset
SELECT results_eq(format('SELECT shop_id, login::text, language, active FROM refusal.account WHERE account_id = %s', :anna),
    format($$SELECT shop_id, 'Anna', 'ru', true FROM refusal.shop WHERE code = %L$$, pg_temp.code('acme')), 'an account of the shop');
SELECT matches(password_hash, '^\$2a\$1[0-2]\$.{53}$', 'of the password only its bcrypt is kept') FROM refusal.account WHERE account_id = :anna;
SELECT isnt(refusal.create_account(pg_temp.code('acme'), 'Boris', 'correct horse', 'en'), :anna, 'another one');
SELECT isnt(a.password_hash, b.password_hash, 'the same password has another salt')
FROM refusal.account a, refusal.account b WHERE a.login = 'Anna' AND b.login = 'Boris';
SELECT is(language, 'en', 'the language') FROM refusal.account WHERE login = 'Boris';

CREATE SCHEMA created_elsewhere;
ALTER EXTENSION pgcrypto SET SCHEMA created_elsewhere;
SELECT isnt(refusal.create_account(pg_temp.code('acme'), 'Vera', 'correct horse'), NULL, 'wherever pgcrypto is');

SELECT throws_ok(format('SELECT refusal.create_account(%L, ''aNNa'', ''correct horse'')', pg_temp.code('nord')), '23505', NULL,
                 'a login is one, in whatever letters, of whatever shop');
SELECT throws_ok($$SELECT refusal.create_account('nowhere', 'C', 'correct horse')$$, 'RF004', 'shop "nowhere" does not exist', 'no such shop');
SELECT throws_ok($$SELECT refusal.create_account(NULL, 'C', 'correct horse')$$, 'RF004', NULL, 'none');
SELECT throws_ok(format('SELECT refusal.create_account(%L, %s)', pg_temp.code('acme'), arguments), code, NULL, name)
FROM (VALUES ('NULL, ''correct horse''', '22023', 'no login'), ('''C'', NULL', '22023', 'no password'),
    ('''C'', ''1234567''', '22023', 'a short password'),
    ('''C'', repeat(''пароль'', 7)', '22023', 'a password of more than bcrypt looks at'),
    ('''C'', ''correct horse'', ''de''', '23514', 'a language that is not spoken'),
    ('repeat(''c'', 101), ''correct horse''', '23514', 'a login without a bound')) AS t (arguments, code, name);

SET LOCAL ROLE created_cabinet;
SELECT throws_ok($$SELECT refusal.create_account('x', 'C', 'correct horse')$$, '42501', NULL, 'it is for administrators');

SELECT * FROM finish();
ROLLBACK;
