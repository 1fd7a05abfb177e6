-- refusal.add_endpoint_key(): a new secret is shown once, and two are good at most.
BEGIN;
SELECT plan(30);
\set p addkey
\ir fixture/world.inc
\ir fixture/endpoint.inc
CREATE FUNCTION pg_temp.add_key(more text = '', role text = 'shop') RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.one_as(role, format('SELECT refusal.add_endpoint_key((SELECT min(endpoint_id) FROM refusal.endpoint) %s) AS k', more))->>'k'
$$;
CREATE FUNCTION pg_temp.live() RETURNS SETOF bytea LANGUAGE sql AS $$
    SELECT (a->>'secret')::bytea FROM pg_temp.all_as('sender', format('SELECT secret FROM refusal.signing_keys(%s)', current_setting('test.ours'))) AS a
$$;
SELECT set_config('test.ours', :'ours', true) \gset set_

SELECT pg_temp.add_key() AS one \gset
SELECT matches(:'one'::text, '^whsec_[A-Za-z0-9+/]{43}=$', 'it is shown as Standard Webhooks writes it');
SELECT is(length(pg_temp.secret_of(:'one')), 32, 'of 32 bytes');
SELECT results_eq('SELECT pg_temp.live()', ARRAY[pg_temp.secret_of(:'one')], 'it signs from now on');

SELECT pg_temp.add_key() AS two \gset
SELECT isnt(:'two'::text, :'one', 'another one is another');
SELECT results_eq('SELECT pg_temp.live()', ARRAY[pg_temp.secret_of(:'two'), pg_temp.secret_of(:'one')], 'both sign, the newer one first');
SELECT results_eq('SELECT live, valid_until > now() + interval ''23 hours'' FROM refusal.endpoint_keys ORDER BY key_id',
                  $$VALUES (true, true), (true, NULL)$$, 'the earlier one for a day');
SELECT pg_temp.add_key() AS three \gset
SELECT results_eq('SELECT pg_temp.live()', ARRAY[pg_temp.secret_of(:'three'), pg_temp.secret_of(:'two')], 'never three: the oldest is gone');
SELECT is((SELECT count(*) FROM refusal_internal.endpoint_key), 2::bigint, 'with its secret');
SELECT pg_temp.add_key(', keep_old_for => ''0''') AS four \gset
SELECT results_eq('SELECT pg_temp.live()', ARRAY[pg_temp.secret_of(:'four')], 'none of the earlier ones, where so asked');

-- An end that was set stays where it was; what has ended is removed.
SELECT pg_temp.add_key(', keep_old_for => ''1 hour''') AS five \gset
UPDATE refusal_internal.endpoint_key SET valid = tstzrange(lower(valid), now() + interval '1 minute') WHERE upper_inf(valid);
SELECT pg_temp.add_key() AS six \gset
SELECT results_eq('SELECT valid_until FROM refusal.endpoint_keys ORDER BY key_id', $$VALUES (now() + interval '1 minute'), (NULL)$$, 'an end that comes sooner stays');
UPDATE refusal_internal.endpoint_key SET valid = tstzrange(now() - interval '2 days', now() - interval '1 day');
SELECT is((SELECT count(*) FROM pg_temp.live()), 0::bigint, 'what has ended does not sign');
SELECT pg_temp.add_key() AS seven \gset
SELECT results_eq('SELECT secret FROM refusal_internal.endpoint_key', ARRAY[pg_temp.secret_of(:'seven')], 'and is gone with the next one');

-- Whoever writes the table: two places, one key in each at any instant.
SELECT lives_ok(format($$INSERT INTO refusal_internal.endpoint_key (endpoint_id, secret, place, valid) VALUES (%s, '%s', 2, tstzrange(now(), NULL))$$,
                       :ours, '\x' || repeat('00', 24)), 'a second one');
SELECT throws_ok(format($$INSERT INTO refusal_internal.endpoint_key (endpoint_id, secret, place, valid) VALUES (%s, '%s', %s, tstzrange(now() + interval '1 year', NULL))$$,
                        :ours, '\x' || repeat('00', 24), place), '23P01', NULL, 'no third') FROM generate_series(1, 2) AS place;
SELECT throws_ok(format($$INSERT INTO refusal_internal.endpoint_key (endpoint_id, secret, place, valid) VALUES (%s, '%s', 3, tstzrange(now(), NULL))$$,
                        :ours, '\x' || repeat('00', 24)), '23514', NULL, 'there is no third place');
SELECT throws_ok(format($$UPDATE refusal_internal.endpoint_key SET secret = '%s'$$, '\x' || repeat('00', n)), '23514', NULL, n || ' bytes')
FROM unnest('{23,65}'::integer[]) AS n;

-- Who may.
SELECT matches(pg_temp.add_key(role => 'supervisor'), '^whsec_', 'a supervisor may');
SELECT is(pg_temp.try_as('nord', format('SELECT refusal.add_endpoint_key(%s)', :ours)), 'RF004', 'not another shop: there is no such');
SELECT is(pg_temp.try_as(role, format('SELECT refusal.add_endpoint_key(%s)', :ours)), '42501', 'not ' || role)
FROM unnest('{courier,warehouse,supplier,sender}'::text[]) AS role;
SELECT throws_ok($$SELECT refusal.add_endpoint_key(-1)$$, 'RF004', 'endpoint -1 does not exist', 'no such endpoint');
SELECT throws_ok($$SELECT refusal.add_endpoint_key(NULL)$$, '22023', 'argument "endpoint_id" must not be null', 'null');
SELECT throws_ok(format($$SELECT refusal.add_endpoint_key(%s, NULL)$$, :ours), '22023', 'argument "keep_old_for" must not be null', 'null');
SELECT throws_ok(format($$SELECT refusal.add_endpoint_key(%s, %L)$$, :ours, t), '22023', NULL, t) FROM unnest('{-1 second,367 days,1 month}'::text[]) AS t;

SELECT * FROM finish();
ROLLBACK;
