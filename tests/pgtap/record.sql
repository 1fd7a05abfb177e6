-- refusal.record(): one refusal at the door.
BEGIN;
SELECT plan(43);
\set p rec
\ir fixture/world.inc

SELECT has_function('refusal', 'record', ARRAY['text', 'text', 'text', 'uuid', 'timestamp with time zone', 'text',
    'text', 'jsonb', 'jsonb', 'text']);

-- What is recorded.
CREATE TEMPORARY TABLE first AS SELECT pg_temp.record(1) AS r;
SELECT is(r->>'state', 'return_planned', 'it is decided in the same call') FROM first;
SELECT is(r->>'outcome', 'full', 'without lines everything is refused') FROM first;
SELECT is(r->>'cost_planned', '173.00', 'and routed') FROM first;
SELECT is(r->>'money_state', 'due', 'prepaid: the money is due') FROM first;
SELECT is(r->>'courier', 'ivan', 'the parcel''s courier where none is named') FROM first;
SELECT is(r->>'facility_id', pg_temp.facility('DEP'), 'it goes to its depot first') FROM first;
SELECT is(pg_temp.events_of(r), 'capture plan_return', 'both events are journalled') FROM first;
SELECT is(r->>'version', '2', 'the version counts them') FROM first;
SELECT results_eq(
    format('SELECT line_no, shipped, accepted, refused FROM refusal.line WHERE refusal_id = %s ORDER BY 1', r->>'refusal_id'),
    'VALUES (1, 3, 0, 3), (2, 1, 0, 1)', 'all units of all lines') FROM first;
SELECT is(pg_temp.record(11)->>'money_state', 'none', 'cash on delivery: nothing is owed');

-- The same request again.
SELECT is(pg_temp.record(1), (SELECT r FROM first), 'a retry gets the same row');
SELECT is(pg_temp.events_of((SELECT r FROM first)), 'capture plan_return', 'and does nothing twice');
SELECT throws_ok($$SELECT pg_temp.record(1, 'refused.late')$$, 'RF008', NULL, 'other content is refused');
SELECT throws_ok($$SELECT pg_temp.record_as('courier', 'acme', 'P-2', 1)$$, 'RF008', NULL, 'for another parcel too');
SELECT lives_ok($$SELECT pg_temp.record_as('courier', 'nord', 'N-1', 1)$$, 'another shop''s request_ids are its own');

-- One open refusal at a time.
PREPARE second AS SELECT pg_temp.record_as('courier', 'acme', 'P-1', 901);
SELECT throws_ok('EXECUTE second', 'RF011', 'the parcel has an open refusal', 'a second open refusal is refused');
SELECT is(pg_temp.fire('supervisor', r, 'void', '{"reason": "by mistake"}')->>'state', 'voided', 'it is voided')
FROM first;
SELECT lives_ok('EXECUTE second', 'a refusal that was voided stands in nobody''s way');

-- In part.
CREATE TEMPORARY TABLE part AS
SELECT pg_temp.record(2, 'refused.not_suitable', $$, lines => '[{"sku": "KETTLE", "quantity": 2}]'$$) AS r;
SELECT is(r->>'outcome', 'partial', 'some units are a partial refusal') FROM part;
SELECT is(r->>'supplier', 'lumen', 'of one supplier') FROM part;
SELECT results_eq(
    format('SELECT line_no, accepted, refused FROM refusal.line WHERE refusal_id = %s ORDER BY 1', r->>'refusal_id'),
    'VALUES (1, 1, 2), (2, 1, 0)', 'the rest was accepted') FROM part;
SELECT is(pg_temp.record(3, 'refused', $$, lines => '[{"line_no": 1}, {"line_no": 2, "quantity": 1}]'$$)->>'outcome',
          'full', 'all lines named, one without a quantity: everything');
SELECT throws_ok($$SELECT pg_temp.record(4, 'refused', $q$, lines => '[{"sku": "KETTLE", "quantity": 4}]'$q$)$$,
                 'RF009', NULL, 'more than was shipped');
SELECT throws_ok($$SELECT pg_temp.record(4, 'refused', $q$, lines => '[{"line_no": 1, "quantity": 2},
                                                                      {"sku": "KETTLE", "quantity": 2}]'$q$)$$,
                 'RF009', NULL, 'more than was shipped, in two elements');
SELECT throws_ok($$SELECT pg_temp.record(4, 'refused', $q$, lines => '[{"line_no": 1, "quantity": 0}]'$q$)$$,
                 'RF009', NULL, 'nothing at all');
SELECT throws_ok($$SELECT pg_temp.record(4, 'refused', $q$, lines => '[{"sku": "SOFA"}]'$q$)$$,
                 'RF004', NULL, 'no such line');
SELECT throws_ok($$SELECT pg_temp.record(4, 'refused', $q$, lines => '[{"line_no": 1, "sku": "KETTLE"}]'$q$)$$,
                 '22023', NULL, 'a line is named in one way');

-- Two clocks.
SELECT is((r->>'occurred_at')::timestamptz, now() - interval '3 hours', 'the device''s clock is kept')
FROM pg_temp.record(5, 'refused', ', occurred_at => now() - interval ''3 hours''') AS r;
SELECT cmp_ok((pg_temp.now_of(pg_temp.record(5, 'refused', ', occurred_at => now() - interval ''3 hours'''))
               ->>'recorded_at')::timestamptz, '>=', now(), 'and so is the server''s');
SELECT throws_ok($$SELECT pg_temp.record(6, 'refused', ', occurred_at => clock_timestamp() + interval ''6 minutes''')$$,
                 '22023', NULL, 'a device''s clock far ahead');
SELECT lives_ok($$SELECT pg_temp.record(6, 'refused', ', occurred_at => clock_timestamp() + interval ''4 minutes''')$$,
                'a device''s clock a little ahead');

-- Words.
SELECT is(pg_temp.record(7, m.code, format(', carrier => %L', m.carrier))->>'reason', m.reason::text,
          'a carrier''s own code is mapped')
FROM (SELECT * FROM refusal.reason_map WHERE reason NOT LIKE 'carrier%' ORDER BY carrier, code LIMIT 1) AS m;
SELECT throws_ok($$SELECT pg_temp.record(8, 'no-such-code', ', carrier => ''cdek''')$$, 'RF004', NULL,
                 'a carrier''s code that is not mapped');
SELECT throws_ok($$SELECT pg_temp.record(8, 'refused.no_such')$$, 'RF004', NULL, 'no such reason');
SELECT throws_ok($$SELECT pg_temp.record(99)$$, 'RF004', NULL, 'no such parcel');
SELECT throws_ok($$SELECT pg_temp.record(8, 'refused', ', facility => ''nowhere''')$$, 'RF004', NULL, 'no such facility');
SELECT is(pg_temp.record(8, 'refused', format(', facility => %L, courier => ''olga''', pg_temp.code('SC')))
          ->>'facility_id', pg_temp.facility('SC'), 'a facility that is named is where it goes first');
SELECT is(pg_temp.record(8, 'refused', format(', facility => %L, courier => ''olga''', pg_temp.code('SC')))
          ->>'courier', 'olga', 'and so is a courier');
SELECT throws_ok($$SELECT pg_temp.record_as('warehouse', 'acme', 'P-9', 9)$$, '42501', NULL,
                 'a warehouse does not record refusals');
SELECT throws_ok($$SELECT pg_temp.record_as('nord', 'acme', 'P-9', 9)$$, 'RF004', NULL,
                 'another shop''s parcel does not exist');
SELECT is(pg_temp.record(10, 'carrier.lost')->>'state', 'missing', 'what the carrier lost is searched for');

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
