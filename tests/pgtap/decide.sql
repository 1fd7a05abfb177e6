-- refusal.decide(): the shop's decision.
BEGIN;
SELECT plan(32);
\set p decide
\ir fixture/world.inc
\ir fixture/diagnosis.inc

CREATE FUNCTION pg_temp.decide(role text, refusal jsonb, more text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.call(role, 'decide', refusal, ', ' || more)
$$;
CREATE TEMPORARY TABLE asked AS SELECT n, pg_temp.record(n, 'refused.late') AS r FROM generate_series(1, 7) AS n;

SELECT is(pg_temp.decide('shop', r, $$'return'$$)->>'destination_id', pg_temp.facility('ST'),
          'return without a destination: the rule''s') FROM asked WHERE n = 1;
SELECT is(pg_temp.decide('shop', r, format($$'return', %L$$, pg_temp.code('FF')))->>'destination_id', pg_temp.facility('FF'),
          'with one: there') FROM asked WHERE n = 2;
SELECT is(pg_temp.now_of(r)->>'last_actor', 'shop', 'as the shop') FROM asked WHERE n = 2;
SELECT is(pg_temp.now_of(r)->>'deadline_at', NULL, 'no deadline is left') FROM asked WHERE n = 2;
SELECT is(pg_temp.decide('shop', r, $$'redeliver'$$)->>'state', 'redelivery_planned', 'redeliver') FROM asked WHERE n = 3;
SELECT is(pg_temp.decide('shop', r, $$'hold'$$)->>'state', 'held', 'hold') FROM asked WHERE n = 4;
SELECT is(pg_temp.decide('shop', r, $$'ask_shop'$$)->>'state', 'awaiting_decision', 'a held one back to the question')
FROM asked WHERE n = 4;

-- What does not go.
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, '''return''') FROM asked WHERE n = 1$$, 'RF001', NULL,
                 'it is decided already');
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, '''dispose''') FROM asked WHERE n = 5$$, 'RF001', NULL,
                 'a parcel that waits is not written off by a decision');
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, '''explode''') FROM asked WHERE n = 5$$, '22023', NULL,
                 'an action that does not exist');
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, '''hold'', ' || quote_literal(pg_temp.code('ST'))) FROM asked WHERE n = 5$$,
                 '22023', NULL, 'a destination goes with a return');
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, '''return'', ''nowhere''') FROM asked WHERE n = 5$$, 'RF004', NULL,
                 'a destination that does not exist');
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, '''return'', ' || quote_literal(pg_temp.code('FAR'))) FROM asked
                   WHERE n = 5$$, 'RF006', NULL, 'a destination that no lane leads to');
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, '''return'', ' || quote_literal(pg_temp.code('SUP'))) FROM asked
                   WHERE n = 5$$, 'RF006', NULL, 'a supplier whose goods these are not');
SELECT throws_ok($$SELECT pg_temp.decide('courier', r, '''return''') FROM asked WHERE n = 5$$, '42501', NULL,
                 'a courier does not decide');
SELECT throws_ok($$SELECT pg_temp.decide('supervisor', r, '''return''') FROM asked WHERE n = 5$$, 'RF005', NULL,
                 'nor does a supervisor');
SELECT throws_ok($$SELECT pg_temp.decide('nord', r, '''return''') FROM asked WHERE n = 5$$, 'RF004', NULL,
                 'another shop''s refusal does not exist');
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, '''return'', expected_version => 1') FROM asked WHERE n = 5$$, 'RF003',
                 NULL, 'a stale version');
SELECT is(pg_temp.events_of(r), 'capture ask_shop', 'none of that left a trace') FROM asked WHERE n = 5;

-- A retry after the answer was lost.
SELECT is(pg_temp.decide('shop', r, format($$'return', expected_version => 2, request_id => %L$$, pg_temp.request(70)))->>'version',
          '3', 'decided with a request') FROM asked WHERE n = 6;
SELECT is(pg_temp.decide('shop', r, format($$'return', expected_version => 2, request_id => %L$$, pg_temp.request(70)))->>'version',
          '3', 'and once more') FROM asked WHERE n = 6;
SELECT throws_ok(format($q$SELECT pg_temp.decide('shop', r, $$'hold', request_id => '%s'$$) FROM asked WHERE n = 6$q$,
                        pg_temp.request(70)), 'RF008', NULL, 'other content');

-- A held parcel: held on for the rule's time, moved on, or written off by a supervisor.
CREATE TEMPORARY TABLE held AS SELECT pg_temp.record(20) AS r;
SELECT is(pg_temp.decide('shop', r, $$'hold'$$)->>'last_event', 'extend_hold', 'a hold is made longer') FROM held;
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, '''dispose''') FROM held$$, 'RF005', NULL,
                 'a shop does not write off what is held');
SELECT is(pg_temp.decide('supervisor', r, $$'dispose'$$)->>'state', 'written_off', 'a supervisor does') FROM held;
-- A decision without a way says what leaves none, and leaves nothing.
CREATE TEMPORARY TABLE stuck AS SELECT pg_temp.record(8, 'refused.late') AS r;
SELECT matches(pg_temp.diagnosis(format($f$SELECT pg_temp.decide('shop', r, '''return'', ''%s''') FROM stuck$f$, pg_temp.code('FAR'))),
               'decide-FAR.* / Guard route_exists ', 'the detail names the destination, the hint the guard');
SELECT is(pg_temp.now_of(r), r, 'the refusal is as it was') FROM stuck;
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, 'NULL') FROM stuck$$, '22023', NULL, 'null is no action');
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, '''ask_shop''') FROM stuck$$, 'RF001', NULL, 'it has been asked already');
SELECT is(pg_temp.fire('supervisor', r, 'void', '{"reason": "by mistake"}')->>'deadline_at', NULL, 'voided: no deadline is left')
FROM stuck;
SELECT throws_ok($$SELECT pg_temp.decide('shop', r, '''return''') FROM stuck$$, 'RF001', NULL, 'nothing is decided after an end');

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
