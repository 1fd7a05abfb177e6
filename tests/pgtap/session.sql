-- refusal.session(): whose session it is, until it ends.
BEGIN;
SELECT plan(16);
\set p session
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT refusal.create_account(pg_temp.code('acme'), 'Anna', 'correct horse') AS anna \gset
SELECT pg_temp.one_as('cabinet', $$SELECT * FROM refusal.sign_in('Anna', 'correct horse')$$) AS begun \gset
CREATE FUNCTION pg_temp.session(token text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.one_as('cabinet', format('SELECT * FROM refusal.session(%L)', token))
$$;
SELECT :'begun'::jsonb ->> 'token' AS token \gset

SELECT is(pg_temp.session(:'token'), jsonb_set(:'begun', '{token}', 'null'), 'what was said when it began, but for the token');
SELECT is(pg_temp.session(wrong), NULL, 'nobody''s: ' || coalesce(wrong, 'null'))
FROM (VALUES (''), (repeat('0', 64)), (:'begun'::jsonb ->> 'csrf'), (NULL),
             ((SELECT encode(token_digest, 'hex') FROM refusal_internal.session))) AS t (wrong);

-- Of this transaction, now() stands still.
UPDATE refusal_internal.session SET last_seen_at = now() - interval '59 seconds', expires_at = now() + interval '1 hour';
SELECT is(pg_temp.session(:'token') ->> 'login', 'Anna', 'seen within the minute');
SELECT results_eq('SELECT now() - last_seen_at, expires_at - now() FROM refusal_internal.session', $$VALUES (interval '59 seconds', interval '1 hour')$$,
                  'nothing is written');
UPDATE refusal_internal.session SET last_seen_at = now() - interval '7 hours';
SELECT is(pg_temp.session(:'token') ->> 'login', 'Anna', 'seen again');
SELECT results_eq('SELECT now() - last_seen_at, expires_at - now() FROM refusal_internal.session', $$VALUES (interval '0', interval '8 hours')$$,
                  'it lasts for eight hours more');
UPDATE refusal_internal.session SET last_seen_at = now() - interval '7 hours', created_at = now() - interval '6 days 23 hours';
SELECT is(pg_temp.session(:'token') ->> 'login', 'Anna', 'seen on its last day');
SELECT is((SELECT expires_at - now() FROM refusal_internal.session), interval '1 hour', 'it ends a week after it began');

UPDATE refusal_internal.session SET expires_at = now();
SELECT is(pg_temp.session(:'token'), NULL, 'and then it has ended');
SELECT is((SELECT count(*) FROM refusal_internal.session), 1::bigint, 'its row waits');
SELECT pg_temp.one_as('cabinet', $$SELECT * FROM refusal.sign_in('Anna', 'correct horse')$$) ->> 'token' AS token \gset
SELECT is((SELECT count(*) FROM refusal_internal.session), 1::bigint, 'until somebody signs in');
UPDATE refusal.account SET active = false WHERE account_id = :anna;
SELECT is(pg_temp.session(:'token'), NULL, 'an account that is not active has no session');

SELECT * FROM finish();
ROLLBACK;
