-- refusal.end_endpoint_key(): a key is of no use from now on.
BEGIN;
SELECT plan(12);
\set p endkey
\ir fixture/world.inc
\ir fixture/endpoint.inc
SELECT refusal.add_endpoint_key(:ours) AS old, refusal.add_endpoint_key(:theirs) AS other \gset
SELECT refusal.add_endpoint_key(:ours) AS new \gset
SELECT min(key_id) AS old_key, max(key_id) AS new_key FROM refusal.endpoint_keys WHERE endpoint_id = :ours \gset
SELECT key_id AS their_key FROM refusal.endpoint_keys WHERE endpoint_id = :theirs \gset

SELECT is(pg_temp.try_as('shop', format('SELECT refusal.end_endpoint_key(%s, %s)', :ours, :old_key)), '1 rows', 'the old one is ended');
SELECT results_eq(format('SELECT secret FROM refusal.signing_keys(%s)', :ours), ARRAY[pg_temp.secret_of(:'new')], 'the new one is left');
SELECT is((SELECT count(*) FROM refusal_internal.endpoint_key WHERE key_id = :old_key), 0::bigint, 'its secret is gone');
SELECT is(pg_temp.try_as('shop', format('SELECT refusal.end_endpoint_key(%s, %s)', :ours, :old_key)), 'RF004', 'it is not there a second time');
SELECT is(pg_temp.try_as('shop', format('SELECT refusal.end_endpoint_key(%s, %s)', :ours, :their_key)), 'RF004', 'another endpoint''s key is none of it');
SELECT is(pg_temp.try_as('shop', format('SELECT refusal.end_endpoint_key(%s, %s)', :theirs, :their_key)), 'RF004', 'another shop''s endpoint is not there');
SELECT is(pg_temp.try_as('sender', format('SELECT refusal.end_endpoint_key(%s, %s)', :ours, :new_key)), '42501', 'who delivers does not choose the keys');
SELECT is(pg_temp.try_as('shop', format('SELECT refusal.end_endpoint_key(%s, %s)', :ours, :new_key)), '1 rows', 'the last one, too');
SELECT results_eq(format('SELECT problem FROM refusal.sync_endpoints() WHERE endpoint_id = %s', :ours), ARRAY['it has no key'], 'then nothing is sent');
SELECT throws_ok($$SELECT refusal.end_endpoint_key(-1, 1)$$, 'RF004', 'endpoint -1 does not exist', 'no such endpoint');
SELECT throws_ok($$SELECT refusal.end_endpoint_key(NULL, 1)$$, '22023', 'argument "endpoint_id" must not be null', 'null endpoint');
SELECT throws_ok(format($$SELECT refusal.end_endpoint_key(%s, NULL)$$, :ours), '22023', 'argument "key_id" must not be null', 'null key');

SELECT * FROM finish();
ROLLBACK;
