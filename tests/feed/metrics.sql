-- refusal.metrics() and refusal.stat_consumer: how the feed is doing.
SELECT plan(9);

CREATE FUNCTION test.metric(name text, role text = 'acme_oms') RETURNS double precision LANGUAGE sql AS $$
    SELECT (m->>'value')::double precision FROM test.all_as(role, 'SELECT * FROM refusal.metrics()') AS m WHERE m->>'metric' = name
$$;
SELECT test.call('acme_oms', 'subscribe(''oms'', start_at => ''earliest'')') \gset s_
SELECT test.record(1) \gset r_
SELECT is(test.metric('events_not_ticked'), 2::double precision, 'two events wait for a tick');
CALL refusal.tick();
SELECT is(test.metric('events_not_ticked'), 0::double precision, 'none does');
SELECT is(test.metric('consumer_lag_events'), 2::double precision, 'the consumer is two behind');
SELECT cmp_ok(test.metric('consumer_lag'), '>', 0::double precision, 'since a while');
SELECT test.call('acme_oms', format('ack(''oms'', %L)', (SELECT max(e->>'pos') FROM test.all_as('acme_oms', 'SELECT pos FROM refusal.poll(''oms'')') AS e))) \gset a_
SELECT results_eq($$SELECT test.metric(m) FROM unnest('{consumer_lag_events,consumer_lag,consumer_dead_letters}'::text[]) AS m$$,
                  'VALUES (0::double precision), (0), (0)', 'it has caught up');
SELECT is(test.metric('consumer_lag_events', 'nord_oms'), NULL, 'another role does not see it');
SELECT is(test.metric('relay_heartbeat_age'), NULL, 'no relay runs here');

-- What is asked for every few seconds, by a session of its own each time, must not load a compiler for it.
SET jit_above_cost = 200;
SELECT test.metric('ticks_per_second') \gset m_
SELECT is((SELECT count(*) FROM test.all_as('acme_oms', 'SELECT * FROM refusal.stat_consumer')), 1::bigint, 'the consumer is there');
SELECT is(pg_read_file('/proc/self/maps') ~ 'llvmjit', false, 'nothing is compiled');

SELECT * FROM finish();
