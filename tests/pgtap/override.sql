-- refusal.override(): a new decision under way, with what it costs.
BEGIN;
SELECT plan(34);
\set p over
\ir fixture/world.inc

CREATE FUNCTION pg_temp.override(refusal jsonb, more text, role text = 'shop') RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.one_as(role, format('SELECT * FROM refusal.override(%s, %s)', refusal->>'refusal_id', more))
$$;
CREATE FUNCTION pg_temp.to_storage(more text = '') RETURNS text LANGUAGE sql AS $$
    SELECT format($f$'return', %L %s$f$, pg_temp.code('ST'), more)
$$;
CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1) AS r;

-- Before it has left: 137.00 instead of 173.00.
SELECT is(pg_temp.override(r, pg_temp.to_storage())->>'cost_difference', '-36.00', 'a preview says what would be saved') FROM one;
SELECT is(pg_temp.override(r, pg_temp.to_storage())->>'applied', 'false', 'and applies nothing') FROM one;
SELECT is(pg_temp.now_of(r)->>'version', '2', 'the refusal is as it was') FROM one;
SELECT is(pg_temp.override(r, $$'redeliver'$$)->>'cost_difference', '-23.00', 'another attempt for 150.00') FROM one;
SELECT is(pg_temp.override(r, $$'hold'$$)->>'cost_difference', '-173.00', 'to wait costs no way') FROM one;
SELECT is(pg_temp.override(r, pg_temp.to_storage(', accept_cost => true'))->>'applied', 'true', 'accepted, it is applied')
FROM one;
SELECT is(pg_temp.now_of(r)->>'destination_id', pg_temp.facility('ST'), 'there it goes now') FROM one;
SELECT is(pg_temp.events_of(r), 'capture plan_return override plan_return', 'an override and a decision') FROM one;
SELECT is(pg_temp.now_of(r)->>'cost_planned', '137.00', 'at that cost') FROM one;

-- Under way: the leg that has left is sunk; the new way begins where it ends.
CREATE TEMPORARY TABLE two AS SELECT pg_temp.record(2) AS r;
SELECT is(pg_temp.fire('warehouse', r, 'depart')->>'state', 'in_return_transit', 'it is on its way') FROM two;
SELECT is(pg_temp.override(r, pg_temp.to_storage())->>'cost_difference', '-36.00', '24.00 from SC instead of 60.00') FROM two;
SELECT is(pg_temp.override(r, pg_temp.to_storage(format(', accept_cost => true, request_id => %L', pg_temp.request(5))))
          ->>'cost_difference', '-36.00', 'applied') FROM two;
SELECT is(pg_temp.now_of(r)->>'cost_planned', '137.00', 'the leg under way is paid for all the same') FROM two;
SELECT is(pg_temp.override(r, pg_temp.to_storage(format(', accept_cost => true, request_id => %L', pg_temp.request(5))))
          ->>'cost_difference', '-36.00', 'a retry gets the same answer') FROM two;
SELECT is(pg_temp.events_of(r), 'capture plan_return depart override plan_return', 'and does nothing twice') FROM two;
SELECT throws_ok(format($q$SELECT pg_temp.override(r, $$'hold', accept_cost => true, request_id => '%s'$$) FROM two$q$,
                        pg_temp.request(5)), 'RF008', NULL, 'other content');
SELECT is(pg_temp.scan(2, 'SC')->>'facility_id', pg_temp.facility('SC'), 'the leg under way ends');
SELECT is(pg_temp.now_of(r)->>'cost_actual', '113.00', 'and is charged') FROM two;

-- Too late, and not theirs.
SELECT throws_ok($$SELECT pg_temp.override(r, '''hold''', 'courier') FROM two$$, '42501', NULL, 'a courier does not decide');
SELECT throws_ok($$SELECT pg_temp.override(r, '''hold''', 'nord') FROM two$$, 'RF004', NULL, 'another shop''s refusal');
SELECT throws_ok($$SELECT pg_temp.override(r, '''hold'', expected_version => 1') FROM two$$, 'RF003', NULL, 'a stale version');
SELECT throws_ok($$SELECT pg_temp.override(pg_temp.record(3, 'refused.late'), '''hold''')$$, 'RF001', NULL,
                 'what waits for a decision is decided, not overridden');
-- What cannot be done is not done in part.
CREATE TEMPORARY TABLE four AS SELECT pg_temp.record(4) AS r;
SELECT throws_ok($$SELECT pg_temp.override(r, format('''return'', %L, accept_cost => true', pg_temp.code('FAR'))) FROM four$$,
                 'RF006', NULL, 'no lane leads there');
SELECT throws_ok($$SELECT pg_temp.override(r, format('''hold'', %L, accept_cost => true', pg_temp.code('ST'))) FROM four$$,
                 '22023', NULL, 'a destination goes with a return');
SELECT throws_ok($$SELECT pg_temp.override(r, '''explode'', accept_cost => true') FROM four$$, '22023', NULL, 'no such action');
SELECT throws_ok($$SELECT pg_temp.override(r, '''hold'', accept_cost => NULL') FROM four$$, '22023', NULL, 'null accepts nothing');
SELECT is(pg_temp.now_of(r), r, 'the refusal is as it was') FROM four;
SELECT is(pg_temp.override(r, pg_temp.to_storage(format(', request_id => %L', pg_temp.request(6))))->>'applied', 'false',
          'a preview with a request') FROM four;
SELECT is(pg_temp.override(r, format($$'hold', accept_cost => true, request_id => %L$$, pg_temp.request(6)))->>'applied', 'true',
          'does not use it up') FROM four;
SELECT is(pg_temp.now_of(r)->>'state', 'held', 'held where it is') FROM four;
SELECT is((SELECT e.payload->>'cost_difference' FROM refusal.event e WHERE e.refusal_id = (r->>'refusal_id')::bigint
           AND e.event = 'override'), '-173.00', 'the journal keeps what was accepted') FROM four;
CREATE TEMPORARY TABLE late AS SELECT pg_temp.record(5, 'undeliverable.moved') AS r;
SELECT count(pg_temp.scan(5, f)) FROM unnest('{DEP,DEP,SC,SC}'::text[]) AS f \gset ignored_
SELECT throws_ok($$SELECT pg_temp.override(r, '''hold''') FROM late$$, 'RF002', NULL, 'the last leg has departed');
SELECT throws_ok($$SELECT pg_temp.override(pg_temp.fire('supervisor', pg_temp.record(6), 'void', '{"reason": "by mistake"}'), '''hold''')$$,
                 'RF001', NULL, 'nothing is decided after an end');

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
