-- bury(): a dead letter at once, whatever attempts are left; and what is handed out of a refusal whose later event waits.
SELECT plan(24);

SELECT test.call('acme_oms', 'subscribe(''oms'', start_at => ''earliest'')') \gset s_
SELECT test.record(1), test.record(2) \gset r_
CALL refusal.tick();
CREATE FUNCTION test.poll() RETURNS text LANGUAGE sql AS $$ SELECT test.events('acme_oms', 'refusal.poll(''oms'')') $$;
CREATE FUNCTION test.position(refusal bigint, version integer) RETURNS refusal.feed_position LANGUAGE sql AS $$
    SELECT test.position_of('acme_oms', 'refusal.poll(''oms'')', position.refusal, position.version)
$$;
SELECT test.position(1, 1) AS p11, test.position(1, 2) AS p12, test.position(2, 2) AS p22 \gset
SELECT fence FROM refusal.stat_consumer \gset
SELECT is(test.call('acme_oms', format('bury(''oms'', %L, ''410 Gone'')', :'p11')), 'done', 'an event is buried');
SELECT is(test.call('acme_oms', format('bury(''oms'', %L, ''again'', 0, %s)', :'p11', :fence)), 'done', 'that is said again');
SELECT results_eq('SELECT consumer::text, refusal_id, attempts, error, waiting_behind FROM refusal.dead_letter', $$VALUES ('oms', 1::bigint, 1, '410 Gone', 1::bigint)$$,
                  'it is a dead letter, once, at the first attempt');
SELECT is(test.poll(), '2/1 2/2', 'the other refusal flows');
SELECT is(test.call('acme_oms', format('ack(''oms'', %L)', :'p22')), 'done', 'and is settled');
SELECT is(test.poll(), '', 'the rest of its own waits');
SELECT is(test.call('acme_oms', 'redrive(''oms'')'), 'done', 'redriven');
SELECT is(test.poll(), '1/1 1/2', 'it comes again');

-- Of a refusal that was parked, what waits later is not handed out with what is due before it.
SELECT is(test.call('acme_oms', format('nack(''oms'', %L, ''down'', interval ''1 hour'')', :'p12')), 'done', 'the first has succeeded, the second fails');
SELECT is(test.poll(), '1/1', 'until its hour is over only the first comes');
SELECT is(test.call('warehouse', 'fire(1, ''sight'')'), 'done', 'something happens to it');
CALL refusal.tick();
SELECT is(test.poll(), '1/1', 'what comes later waits, too');
SELECT is(test.call('acme_oms', format('ack(''oms'', %L)', :'p11')), 'done', 'the first is settled');
SELECT is(test.poll(), '', 'then nothing is left to do');
UPDATE refusal_internal.parked_event SET retry_at = now();
SELECT is(test.poll(), '1/2 1/3', 'but when its hour is over');
SELECT is(test.call('acme_oms', format('bury(''oms'', %L, ''410 Gone'')', test.position(1, 3))), 'done', 'the third is buried');
SELECT is(test.poll(), '1/2', 'the second is due still');
SELECT is(test.call('acme_oms', format('ack(''oms'', %L)', :'p12')), 'done', 'it is settled');
SELECT results_eq('SELECT refusal_id, attempts FROM refusal.dead_letter', 'VALUES (1::bigint, 1)', 'the third is not');

SELECT is(test.call('acme_oms', format('bury(''oms'', %L, ''x'')', '7fffffffffffffff-0000000000000001-0000000000000001')), 'RF010', 'what was not handed out');
SELECT is(test.call('acme_oms', format('bury(''oms'', %L, ''x'', 0, %s)', :'p12', :fence - 1)), 'RF003', 'a lease that was lost');
SELECT is(test.call('acme_oms', format('bury(''oms'', %L, ''x'', 1)', :'p12')), '22023', 'no such slot');
SELECT is(test.call('nord_oms', format('bury(''oms'', %L, ''x'')', :'p12')), 'RF004', 'another role''s consumer');
SELECT is(test.call('acme_oms', format('bury(''oms'', %L, NULL)', :'p12')), '22023', 'no reason');

SELECT * FROM finish();
