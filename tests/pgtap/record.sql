-- refusal.record(): one refusal at the door.
BEGIN;
SELECT plan(66);
\set p rec
\ir fixture/world.inc
\ir fixture/diagnosis.inc

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
SELECT matches(pg_temp.diagnosis('EXECUTE second'), format('^It is refusal %s\. / ', r->>'refusal_id'), 'the detail says which is open')
FROM first;
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

-- Other content is other words, even where they mean the same.
CREATE TEMPORARY TABLE plain AS SELECT pg_temp.record(12) AS r;
SELECT is(pg_temp.record(12, more => ', lines => NULL, courier => NULL'), r, 'nulls are what is not given') FROM plain;
SELECT throws_ok($$SELECT pg_temp.record(12, more => ', courier => ''ivan''')$$, 'RF008', NULL,
                 'the courier it would have been anyway');
SELECT throws_ok($$SELECT pg_temp.record(12, more => ', lines => ''[{"line_no": 1}, {"line_no": 2}]''')$$, 'RF008', NULL,
                 'the lines it would have been anyway');
SELECT throws_ok($$SELECT pg_temp.record(12, more => ', occurred_at => now()')$$, 'RF008', NULL, 'another clock');
SELECT is(pg_temp.events_of(r), 'capture plan_return', 'none of that left a trace') FROM plain;

-- Quantities are conserved from one refusal of a parcel to the next.
CREATE TEMPORARY TABLE kettles AS
SELECT pg_temp.record(13, 'undeliverable.moved', ', lines => ''[{"sku": "KETTLE", "quantity": 2}]''') AS r;
SELECT count(pg_temp.scan(13, f)) FROM unnest('{DEP,DEP,SC,SC,OFF}'::text[]) AS f \gset ignored_
SELECT is(pg_temp.fire('shop', r, 'hand_over', '{"document": "H-1"}')->>'state', 'returned_to_shop', 'two of three went back')
FROM kettles;
CREATE FUNCTION pg_temp.record_again(n integer, request integer, lines jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.one_as('courier', format('SELECT (r).* FROM refusal.record(%L, %L, ''refused'', %L, lines => %L) AS r',
                                            pg_temp.code('acme'), 'P-' || n, pg_temp.request(request), lines))
$$;
SELECT throws_ok($$SELECT pg_temp.record_again(13, 913, '[{"line_no": 1, "quantity": 2}]')$$, 'RF009',
                 'line 1 has 1 units to refuse, not 2', 'what went back is not refused anew');
CREATE TEMPORARY TABLE rest AS SELECT pg_temp.record_again(13, 914, NULL) AS r;
SELECT is(r->>'outcome', 'partial', 'everything is the rest') FROM rest;
SELECT results_eq(
    format('SELECT line_no, shipped, accepted, refused FROM refusal.line WHERE refusal_id = %s ORDER BY 1', r->>'refusal_id'),
    'VALUES (1, 3, 2, 1), (2, 1, 0, 1)', 'one kettle and the phone') FROM rest;
SELECT throws_ok($$SELECT pg_temp.record(14, 'refused', ', lines => ''[]''')$$, '22023', NULL, 'no line at all');
SELECT throws_ok($$SELECT pg_temp.record(14, 'refused', ', lines => ''[{"line_no": 1, "quantity": -1}]''')$$, '22023', NULL,
                 'less than none');
SELECT throws_ok($$SELECT pg_temp.record(14, 'refused', ', lines => ''[{"line_no": 1, "colour": "red"}]''')$$, '22023', NULL,
                 'a key that is not known');

-- Late, and out of order: the device was offline.
SELECT ok((r->>'deadline_at')::timestamptz - clock_timestamp() BETWEEN interval '3:59' AND interval '4:00',
          'recorded late: the shop still has its time, by the server''s clock')
FROM pg_temp.record(15, 'refused.late', ', occurred_at => now() - interval ''3 days''') AS r;
CREATE TEMPORARY TABLE newer AS SELECT pg_temp.record(16) AS r;
SELECT is(pg_temp.fire('supervisor', r, 'void', '{"reason": "by mistake"}')->>'is_open', 'false', 'one that is closed') FROM newer;
CREATE TEMPORARY TABLE older AS
SELECT pg_temp.one_as('courier', format($$SELECT (r).* FROM refusal.record(%L, 'P-16', 'refused', %L,
    occurred_at => now() - interval '2 hours') AS r$$, pg_temp.code('acme'), pg_temp.request(916))) AS r;
SELECT is(r->>'state', 'return_planned', 'one that happened before it comes in after it') FROM older;
SELECT results_eq(format($$SELECT event, occurred_at = now() - interval '2 hours', recorded_at >= now() FROM refusal.event
                           WHERE refusal_id = %s ORDER BY version$$, r->>'refusal_id'),
                  $$VALUES ('capture', true, true), ('plan_return', false, true)$$, 'the journal has both clocks') FROM older;

-- By whom, and in whose words.
CREATE TEMPORARY TABLE by_shop AS SELECT pg_temp.record_as('shop', 'acme', 'P-17', 17) AS r;
SELECT results_eq(format('SELECT actor::text FROM refusal.event WHERE refusal_id = %s ORDER BY version', r->>'refusal_id'),
                  '{shop,system}'::text[], 'a shop records too; the system decides') FROM by_shop;
CREATE TEMPORARY TABLE mapped AS SELECT pg_temp.record(18, '17', ', carrier => ''cdek''') AS r;
SELECT is(r->>'reason', 'refused.changed_mind', 'the row has our reason') FROM mapped;
SELECT is((SELECT payload FROM refusal.event WHERE refusal_id = (r->>'refusal_id')::bigint AND version = 1),
          '{"reason": "17", "carrier": "cdek"}', 'the journal has the carrier''s code, as it came') FROM mapped;
SELECT throws_ok($$SELECT pg_temp.record(19, 'refused', ', carrier => ''cdek''')$$, 'RF004', NULL,
                 'our own reason is no code of the carrier');

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

-- What it reads by its indexes. Nobody else sees that one was renamed.
ALTER INDEX refusal.refusal_parcel RENAME TO refusal_parcel_renamed;
SELECT throws_ok('SELECT pg_temp.record(9)', '55000', 'index "refusal_parcel" of table "refusal" is missing',
                 'without the index of earlier refusals nothing is recorded');
ALTER INDEX refusal.refusal_parcel_renamed RENAME TO refusal_parcel;
ALTER INDEX refusal.refusal_one_open RENAME TO refusal_one_open_renamed;
ALTER INDEX refusal.refusal_parcel RENAME TO refusal_one_open;
ALTER INDEX refusal.refusal_one_open_renamed RENAME TO refusal_parcel;
SELECT throws_ok('SELECT pg_temp.record(9)', '55000', 'index "refusal_parcel" of table "refusal" cannot be used',
                 'nor by one that holds only the open ones');
ALTER INDEX refusal.refusal_parcel RENAME TO refusal_one_open_renamed;
ALTER INDEX refusal.refusal_one_open RENAME TO refusal_parcel;
ALTER INDEX refusal.refusal_one_open_renamed RENAME TO refusal_one_open;

SELECT * FROM finish();
ROLLBACK;
