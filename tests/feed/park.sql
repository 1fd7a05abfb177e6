-- nack(), dead letters, redrive(), discard(): one refusal waits, all others flow.
SELECT plan(26);

SELECT test.call('acme_oms', 'subscribe(''oms'', start_at => ''earliest'', max_attempts => 2)') \gset s_
SELECT test.record(1), test.record(2) \gset r_
CALL refusal.tick();
CREATE FUNCTION test.poll() RETURNS text LANGUAGE sql AS $$ SELECT test.events('acme_oms', 'refusal.poll(''oms'')') $$;
CREATE FUNCTION test.ack_all() RETURNS text LANGUAGE sql AS $$
    SELECT test.call('acme_oms', format('ack(''oms'', %L)', (SELECT max(e->>'pos') FROM test.all_as('acme_oms', 'SELECT pos FROM refusal.poll(''oms'')') AS e)))
$$;
SELECT is(test.poll(), '1/1 1/2 2/1 2/2', 'four events');
SELECT test.position_of('acme_oms', 'refusal.poll(''oms'')', 1, 1) AS p11, test.position_of('acme_oms', 'refusal.poll(''oms'')', 1, 2) AS p12 \gset
SELECT is(test.call('acme_oms', format('nack(''oms'', %L, ''down'', interval ''0'')', :'p11')), 'done', 'the first one fails');
-- Whoever has lost the answer says it again, to the same effect: once.
CREATE FUNCTION test.attempts() RETURNS integer LANGUAGE sql AS $$ SELECT attempts FROM refusal_internal.parked_event WHERE event_id = 1 $$;
SELECT fence FROM refusal.stat_consumer \gset
SELECT is(test.call('acme_oms', format('nack(''oms'', %L, ''down'', interval ''1 hour'', 0, %s)', :'p11', :fence)), 'done', 'that is said again');
SELECT is(test.attempts(), 1, 'and was one attempt');
SELECT is(test.poll(), '2/1 2/2', 'the other refusal flows, its own later event waits');
SELECT is(test.ack_all(), 'done', 'the others are acknowledged');
SELECT is(test.poll(), '1/1 1/2', 'then it is handed out again, with what waited');

-- A later event of a parked refusal waits behind it.
SELECT is(test.call('warehouse', 'fire(1, ''sight'')'), 'done', 'something happens to it meanwhile');
SELECT test.record(3) \gset r_
CALL refusal.tick();
SELECT is(test.call('acme_oms', format('nack(''oms'', %L, ''down again'', interval ''1 hour'')', :'p12')), 'done', 'its second event fails: the first one is not settled by that');
SELECT is(test.poll(), '1/1 3/1 3/2', 'the first is due still, the second when its hour is over');
SELECT is((SELECT test.call('acme_oms', format('nack(''oms'', %L, %L, interval ''1 hour'')', :'p11', repeat('long ', 2000)))), 'done', 'the first fails for the second time, with a long story');
SELECT is(test.call('acme_oms', format('nack(''oms'', %L, ''down'', interval ''0'')', :'p11')), 'done', 'that is said again, too');
SELECT is(test.attempts(), 2, 'and was the second attempt');
SELECT is(test.ack_all(), 'done', 'the others are acknowledged');
SELECT is(test.poll(), '', 'nothing is handed out');
SELECT results_eq('SELECT event_id, attempts, waiting_behind, length(error) <= 2000 FROM refusal.dead_letter', 'SELECT 1::bigint, 2, 2::bigint, true', 'it is a dead letter now, the rest waits behind it');
SELECT is((SELECT count(*) FROM test.all_as('nord_oms', 'SELECT * FROM refusal.dead_letter')), 0::bigint, 'another role sees none');
SELECT is((SELECT count(*) FROM test.all_as('acme_oms', 'SELECT * FROM refusal.dead_letter')), 1::bigint, 'its own does');
SELECT results_eq('SELECT parked_refusals, parked_events, dead_letters, lag_events FROM refusal.stat_consumer', 'SELECT 1::bigint, 3::bigint, 1::bigint, 0::bigint', 'and stat_consumer counts them');

SELECT is(test.all_as('acme_oms', 'SELECT refusal.redrive(''oms'') AS n')->>'n', '1', 'redriven');
SELECT is(test.poll(), '1/1', 'it comes again; what follows waits for the second''s hour');
SELECT is(test.call('acme_oms', format('ack(''oms'', %L)', :'p11')), 'done', 'the first one succeeds at last');
SELECT is(test.poll(), '', 'the second waits for its hour');
SELECT is(test.call('acme_oms', 'discard(''oms'', 1)'), 'RF004', 'what is settled cannot be discarded');
SELECT is(test.call('acme_oms', format('discard(''oms'', %s)', (SELECT event_id FROM refusal.event WHERE refusal_id = 1 AND version = 2))), 'done', 'the second is given up');
SELECT is(test.poll(), '1/3', 'the third follows');

SELECT * FROM finish();
