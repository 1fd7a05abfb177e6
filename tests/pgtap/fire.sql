-- refusal.fire(): one event of the machine.
BEGIN;
SELECT plan(46);
\set p fire
\ir fixture/world.inc
\ir fixture/diagnosis.inc

SELECT has_function('refusal', 'fire', ARRAY['bigint', 'text', 'jsonb', 'integer', 'uuid', 'text',
    'timestamp with time zone']);
CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1) AS r;

-- Out of order, out of place, not the caller's.
SELECT throws_ok($$SELECT pg_temp.fire('fulfilment', '{"refusal_id": -1}', 'close')$$, 'RF004', 'refusal -1 does not exist',
                 'no such refusal');
SELECT throws_ok($$SELECT pg_temp.fire('fulfilment', r, 'close') FROM one$$, 'RF001',
                 'event "close" is not allowed in state "return_planned"', 'an event out of order');
SELECT throws_ok($$SELECT pg_temp.fire('fulfilment', r, 'explode') FROM one$$, 'RF001', NULL, 'an event that does not exist');
SELECT throws_ok($$SELECT pg_temp.fire('fulfilment', r, 'depart') FROM one$$, 'RF005', NULL, 'somebody else''s event');
SELECT throws_ok($$SELECT pg_temp.fire('nord', r, 'override') FROM one$$, 'RF004', NULL, 'another shop''s refusal');
SELECT throws_ok($$SELECT pg_temp.fire('supervisor', r, 'void') FROM one$$, 'RF002',
                 'event "void" needs a reason', 'a guard''s refusal');

SELECT matches(pg_temp.diagnosis($$SELECT pg_temp.fire('fulfilment', r, 'close') FROM one$$), 'Events of this state: .*depart',
               'the detail lists what is allowed');
SELECT is(pg_temp.diagnosis($$SELECT pg_temp.fire('supervisor', r, 'void') FROM one$$),
          'Guard reason_given blocks the event. / Give it as payload key "reason".', 'the detail names the guard, the hint helps');

-- Actors.
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart', more => ', actor => ''system''') FROM one$$, 'RF005', NULL,
                 'nobody acts as the system');
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart', more => ', actor => ''courier''') FROM one$$, 'RF005', NULL,
                 'nor as what they are not');
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart', more => ', actor => ''pirate''') FROM one$$, '22023', NULL,
                 'an actor that does not exist');
SELECT format('CREATE ROLE %I', pg_temp.role('both')) \gexec
SELECT count(refusal.grant_membership(pg_temp.role('both'), actor)) FROM unnest('{courier,warehouse}'::text[]) AS actor \gset g_
SELECT throws_ok($$SELECT pg_temp.fire('both', r, 'depart') FROM one$$, 'RF005',
                 'the caller may fire "depart" as several actors', 'two that fit: it has to be said which');
SELECT is(pg_temp.fire('both', r, 'depart', more => ', actor => ''warehouse''')->>'last_actor', 'warehouse', 'as it is here')
FROM one;

-- Versions and requests.
CREATE TEMPORARY TABLE two AS SELECT pg_temp.record(2) AS r;
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart', more => ', expected_version => 1') FROM two$$, 'RF003', NULL,
                 'a version that is stale');
SELECT is(pg_temp.fire('warehouse', r, 'depart', more => format(', expected_version => 2, request_id => %L', pg_temp.request(50)))
          ->>'state', 'in_return_transit', 'the one it is at') FROM two;
SELECT is(pg_temp.fire('warehouse', r, 'depart', more => format(', expected_version => 2, request_id => %L', pg_temp.request(50)))
          ->>'version', '3', 'a retry: looked up before version and state') FROM two;
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'arrive', more => format(', request_id => %L', pg_temp.request(50)))
                   FROM two$$, 'RF008', NULL, 'the same request with another event');
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart', '{"lane": 1}', format(', request_id => %L',
                   pg_temp.request(50))) FROM two$$, 'RF008', NULL, 'or another payload');
SELECT lives_ok($$SELECT pg_temp.record(3); SELECT pg_temp.fire('warehouse', pg_temp.record(3), 'depart',
                  more => format(', request_id => %L', pg_temp.request(50)))$$, 'another refusal''s requests are its own');
SELECT is(pg_temp.events_of(r), 'capture plan_return depart', 'nothing was journalled twice') FROM two;

-- Payloads.
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'arrive', '{"name": "Ivan"}') FROM two$$, '22023', NULL,
                 'an unknown key is refused: it may be personal');
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'arrive', '[]') FROM two$$, '22023', NULL, 'an array is no payload');
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'arrive', '{"facility": 5}') FROM two$$, '22023', NULL,
                 'a facility is named by its code');
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'arrive', '{"facility": "nowhere"}') FROM two$$, 'RF004', NULL,
                 'a facility that does not exist');
SELECT is(pg_temp.fire('warehouse', r, 'arrive', more => ', occurred_at => now() - interval ''1 hour''')->>'last_occurred_at',
          to_jsonb(now() - interval '1 hour')->>0, 'the device''s clock') FROM two;
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart', more => ', occurred_at => ''infinity''') FROM two$$, '22023',
                 NULL, 'no clock shows infinity');

-- The last leg, and the end.
SELECT is(pg_temp.fire('warehouse', r, 'depart')->>'state', 'in_return_transit', 'on to fulfilment') FROM two;
SELECT throws_ok($$SELECT pg_temp.fire('shop', r, 'override') FROM two$$, 'RF002', NULL,
                 'the last leg has departed: too late to decide anew');
SELECT is(pg_temp.fire('fulfilment', r, 'receive', jsonb_build_object('facility', pg_temp.code('FF')))->>'state', 'received',
          'it is received') FROM two;
SELECT is(pg_temp.now_of(r)->>'cost_actual', '173.00', 'and has cost what was planned') FROM two;
-- An end is an end, and a beginning only a beginning.
SELECT throws_ok($$SELECT pg_temp.fire('courier', r, 'capture') FROM two$$, 'RF001', NULL, 'a refusal is captured once');
CREATE TEMPORARY TABLE over AS SELECT pg_temp.fire('supervisor', pg_temp.record(4), 'void', '{"reason": "by mistake"}') AS r;
SELECT is(pg_temp.diagnosis($$SELECT pg_temp.fire('supervisor', r, 'void', '{"reason": "again"}') FROM over$$),
          'No event is allowed in this state.', 'nothing leads on from an end');
SELECT throws_ok($$SELECT pg_temp.fire('supervisor', r, 'void', '{"reason": "again"}') FROM over$$, 'RF001', NULL, 'not even itself');

-- A departure is one of the plan's.
CREATE TEMPORARY TABLE five AS SELECT pg_temp.record(5) AS r;
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart', '{"lane": 2000000000}') FROM five$$, 'RF002', NULL, 'by another lane');
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart', jsonb_build_object('facility', pg_temp.code('ST'))) FROM five$$,
                 'RF002', NULL, 'from another place');
SELECT matches(pg_temp.diagnosis($$SELECT pg_temp.fire('warehouse', r, 'depart', '{"lane": 2000000000}') FROM five$$),
               '^Guard leg_matches .* / .* from fire-DEP to fire-SC\.$', 'the hint says which leg is next');
SELECT matches(pg_temp.diagnosis($$SELECT pg_temp.fire('fulfilment', r, 'depart') FROM five$$), '^It is for: courier, warehouse\.',
               'the detail says whose event it is');
SELECT is(pg_temp.diagnosis($$SELECT pg_temp.fire('warehouse', r, 'arrive', '{"name": "Ivan"}') FROM five$$),
          'Known keys: facility, occurred_at.', 'the detail says which keys are known');

-- Two clocks.
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart', more => ', occurred_at => clock_timestamp() + interval ''6 minutes''')
                   FROM five$$, '22023', NULL, 'a clock far ahead');
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart', jsonb_build_object('occurred_at',
                   clock_timestamp() + interval '6 minutes')) FROM five$$, '22023', NULL, 'in the payload too');
SELECT is(pg_temp.fire('warehouse', r, 'depart', jsonb_build_object('occurred_at', now() - interval '2 days'))->>'state',
          'in_return_transit', 'older than the refusal itself: a device that was offline') FROM five;
SELECT results_eq(format($$SELECT occurred_at, recorded_at >= now(), payload FROM refusal.event
                           WHERE refusal_id = %s AND event = 'depart'$$, r->>'refusal_id'),
                  $$VALUES (now() - interval '2 days', true, '{}'::jsonb)$$, 'the journal has both clocks, the payload none') FROM five;
SELECT is(pg_temp.now_of(r)->>'occurred_at', r->>'occurred_at', 'when it was refused stays as it was') FROM five;
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'arrive', more => format(', request_id => %L', pg_temp.request(5))) FROM five$$,
                 'RF008', NULL, 'the request that recorded it is no other event''s');

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
