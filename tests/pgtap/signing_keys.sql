-- refusal.signing_keys(): for those who deliver, and nobody else; endpoint_keys shows the rest, without secrets.
BEGIN;
SELECT plan(22);
\set p sign
\ir fixture/world.inc
\ir fixture/endpoint.inc
SELECT refusal.add_endpoint_key(:ours) AS ours_shown, refusal.add_endpoint_key(:theirs) AS theirs_shown \gset
CREATE FUNCTION pg_temp.secrets(role text, endpoint integer) RETURNS bytea LANGUAGE sql AS $$
    SELECT (pg_temp.one_as(role, format('SELECT secret FROM refusal.signing_keys(%s)', endpoint))->>'secret')::bytea
$$;
SELECT is(pg_temp.secrets('sender', :ours), pg_temp.secret_of(:'ours_shown'), 'who delivers the shop reads its key');
SELECT is(pg_temp.secrets('all_sender', :theirs), pg_temp.secret_of(:'theirs_shown'), 'who delivers all, any');
SELECT throws_ok(format($$SELECT pg_temp.secrets('nord_sender', %s)$$, :ours), 'RF004', format('endpoint %s does not exist', :ours), 'another shop''s is not there');
SELECT is(pg_temp.try_as(role, format('SELECT refusal.signing_keys(%s)', :ours)), '42501', role || ' reads none')
FROM unnest('{shop,supervisor,courier,supplier}'::text[]) AS role;
SELECT is(pg_temp.try_as(role, 'SELECT secret FROM refusal_internal.endpoint_key'), '42501', role || ' not from the table either')
FROM unnest('{shop,supervisor,courier,supplier}'::text[]) AS role;
SELECT is(pg_temp.try_as('sender', 'SELECT secret FROM refusal_internal.endpoint_key'), '1 rows', 'who delivers one shop finds one there');
SELECT is(pg_temp.try_as('all_sender', 'SELECT secret FROM refusal_internal.endpoint_key'), '2 rows', 'who delivers all, all');
SELECT is(pg_temp.try_as('sender', statement), '42501', statement) FROM unnest(ARRAY['DELETE FROM refusal_internal.endpoint_key',
    'UPDATE refusal_internal.endpoint_key SET valid = valid', 'INSERT INTO refusal_internal.endpoint_key (endpoint_id) VALUES (1)']) AS statement;
SELECT is(pg_temp.try_as('shop', 'SELECT * FROM refusal.endpoint_keys'), '1 rows', 'a shop sees that its endpoint has one');
SELECT is(pg_temp.try_as('courier', 'SELECT * FROM refusal.endpoint_keys'), '42501', 'a courier does not');
SELECT hasnt_column('refusal', 'endpoint_keys', 'secret', 'and nobody sees it there');
SELECT throws_ok($$SELECT refusal.signing_keys(NULL)$$, '22023', 'argument "endpoint_id" must not be null', 'null');
SELECT throws_ok($$SELECT refusal.signing_keys(-1)$$, 'RF004', 'endpoint -1 does not exist', 'no such endpoint');
DELETE FROM refusal.endpoint WHERE endpoint_id = :ours;
SELECT is((SELECT count(*) FROM refusal_internal.endpoint_key WHERE endpoint_id = :ours), 0::bigint, 'an endpoint''s keys go with it');

SELECT * FROM finish();
ROLLBACK;
