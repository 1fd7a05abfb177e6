-- Before another attempt: the day and the hours that were agreed, a corrected address, another depot.
BEGIN;
SELECT plan(44);
\set p when
\ir fixture/world.inc
\ir fixture/diagnosis.inc

CREATE FUNCTION pg_temp.day(days integer) RETURNS text LANGUAGE sql AS $$
    SELECT ((now() AT TIME ZONE 'Asia/Yekaterinburg')::date + days)::text
$$;
CREATE FUNCTION pg_temp.agree(refusal jsonb, day text, from_hour text = NULL, until_hour text = NULL, role text = 'shop')
RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.fire(role, refusal, 'reschedule',
                        jsonb_strip_nulls(jsonb_build_object('date', day, 'from', from_hour, 'until', until_hour)))
$$;
-- The hours are the depot's, whatever the shop's zone (Moscow) and the session's.
UPDATE refusal.facility SET timezone = 'Asia/Yekaterinburg' WHERE code = pg_temp.code('DEP');
SET LOCAL TIME ZONE 'America/New_York';
CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1, 'undeliverable.no_contact') AS r;
SELECT is((a->>'redeliver_from')::timestamptz, '2031-05-04 18:00+05'::timestamptz, 'from, by the depot''s clock')
FROM one, pg_temp.agree(r, '2031-05-04', '18:00', '22:00') AS a;
SELECT is((pg_temp.now_of(r)->>'redeliver_until')::timestamptz, '2031-05-04 22:00+05'::timestamptz, 'until') FROM one;
SELECT is(pg_temp.now_of(r)->>'redeliver_on', '2031-05-04', 'of that day') FROM one;
SELECT is((SELECT e.payload FROM refusal.event e WHERE e.refusal_id = (r->>'refusal_id')::bigint AND e.event = 'reschedule'),
          '{"date": "2031-05-04", "from": "18:00", "until": "22:00"}', 'the journal has it as it was asked for') FROM one;
SELECT is((a->>'redeliver_from')::timestamptz, '2031-05-05 00:00+05'::timestamptz, 'without hours: from midnight')
FROM one, pg_temp.agree(r, '2031-05-05', role => 'recipient') AS a;
SELECT is((pg_temp.now_of(r)->>'redeliver_until')::timestamptz, '2031-05-06 00:00+05'::timestamptz, 'to midnight') FROM one;
SELECT is((a->>'redeliver_until')::timestamptz, '2031-05-06 00:00+05'::timestamptz, '24:00 is the end of the day')
FROM one, pg_temp.agree(r, '2031-05-05', '21:00', '24:00') AS a;
UPDATE refusal.facility SET timezone = 'Europe/Berlin' WHERE code = pg_temp.code('DEP');
SELECT is((a->>'redeliver_until')::timestamptz - (a->>'redeliver_from')::timestamptz, interval '23 hours',
          'a day on which the clocks go forward has 23 hours')
FROM one, pg_temp.agree(r, '2031-03-30') AS a;
UPDATE refusal.facility SET timezone = 'Asia/Yekaterinburg' WHERE code = pg_temp.code('DEP');

-- What no courier could keep.
CREATE TEMPORARY TABLE before AS SELECT pg_temp.now_of(r) AS r FROM one;
SELECT throws_ok($$SELECT pg_temp.agree(r, pg_temp.day(-1)) FROM one$$, 'RF002', 'the attempt would be in the past', 'yesterday');
SELECT matches(pg_temp.diagnosis($$SELECT pg_temp.agree(r, pg_temp.day(-1)) FROM one$$),
               '^Guard date_given blocks the event. / It would end at .*: name a day, or hours, still to come.$', 'and what to do');
SELECT throws_ok($$SELECT pg_temp.agree(r, pg_temp.day(0), '00:00', '00:00:00.000001') FROM one$$, 'RF002',
                 'the attempt would be in the past', 'hours of today that are over');
SELECT throws_ok($$SELECT pg_temp.agree(r, '2031-05-04', '22:00', '18:00') FROM one$$, 'RF002',
                 'the hours of the attempt end before they begin', 'inverted');
SELECT throws_ok($$SELECT pg_temp.agree(r, '2031-05-04', '18:00', '18:00') FROM one$$, 'RF002', NULL, 'empty');
SELECT throws_ok($$SELECT pg_temp.agree(r, '2031-05-04', '18:00') FROM one$$, 'RF002',
                 'the hours of the attempt are open at one end', 'without an end');
SELECT throws_ok($$SELECT pg_temp.agree(r, '2031-05-04', NULL, '18:00') FROM one$$, 'RF002', NULL, 'or a beginning');
SELECT throws_ok($$SELECT pg_temp.agree(r, '2031-05-04', '18:00', '48:00') FROM one$$, '22008', NULL, 'a day has no 48 hours');
SELECT throws_ok($$SELECT pg_temp.agree(r, '2031-02-30') FROM one$$, '22008', NULL, 'no such day');
SELECT throws_ok($$SELECT pg_temp.agree(r, 'infinity') FROM one$$, '22023', '"date" must be finite', 'never');
SELECT throws_ok($$SELECT pg_temp.agree(r, '2031-05-04', 'evening', 'night') FROM one$$, '22007', NULL, 'hours are times');
SELECT throws_ok($$SELECT pg_temp.fire('shop', r, 'reschedule', '{"date": 7}') FROM one$$, '22023', NULL, 'a day is a string');
SELECT is(pg_temp.now_of(r), r, 'nothing came of all that') FROM before;
-- With the decision itself, and gone with it.
CREATE TEMPORARY TABLE two AS SELECT pg_temp.record(2, 'refused.late') AS r;
SELECT is((a->>'redeliver_until')::timestamptz, '2031-05-04 22:00+05'::timestamptz, 'planned with its window')
FROM two, pg_temp.fire('shop', r, 'plan_redelivery', '{"date": "2031-05-04", "from": "18:00", "until": "22:00"}') AS a;
SELECT throws_ok($$SELECT pg_temp.fire('shop', pg_temp.record(3, 'refused.late'), 'plan_redelivery', '{"date": "2001-05-04"}')$$, 'RF002',
                 'the attempt would be in the past', 'which is looked at there too');
SELECT is(count(pg_temp.fire('courier', r, 'dispatch')), 1::bigint, 'it is out') FROM two;
SELECT is(pg_temp.record_as('courier', 'acme', 'P-2', 902, 'refused.late')->>'redeliver_until', NULL, 'refused again: no window any more');

-- A window that has passed without an attempt shows.
CREATE TEMPORARY TABLE three AS SELECT pg_temp.record(4, 'undeliverable.no_contact') AS r;
SELECT is(pg_temp.agree(r, pg_temp.day(1))->>'state', 'redelivery_planned', 'agreed for tomorrow') FROM three;
SELECT is_empty(format('SELECT pg_temp.all_as(%L, %L)', 'shop', 'SELECT * FROM refusal.missed_window'), 'nothing is missed yet');
SET LOCAL session_replication_role = replica; -- a test cannot wait until tomorrow
UPDATE refusal.refusal SET redeliver_from = now() - interval '5 hours', redeliver_until = now() - interval '1 hour'
FROM three WHERE refusal_id = (r->>'refusal_id')::bigint;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.all_as('shop', 'SELECT refusal_id, late_by FROM refusal.missed_window'),
          jsonb_build_object('refusal_id', r->'refusal_id', 'late_by', '01:00:00'), 'missed, for an hour') FROM three;
SELECT is_empty(format('SELECT pg_temp.all_as(%L, %L)', 'nord', 'SELECT * FROM refusal.missed_window'), 'another shop does not see it');
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'state', 'out_for_redelivery', 'late, but it goes') FROM three;
SELECT is_empty(format('SELECT pg_temp.all_as(%L, %L)', 'shop', 'SELECT * FROM refusal.missed_window'), 'and is missed no more');

-- Another depot's area: the parcel is brought there first, and goes out from there.
INSERT INTO refusal.facility (code, name, kind, redelivery_cost, timezone) VALUES (pg_temp.code('DEP2'), 'DEP2', 'depot', 90, 'Europe/Moscow'),
    (pg_temp.code('DEP3'), 'DEP3', 'depot', 1, 'Europe/Moscow');
INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, transit_time)
SELECT a.facility_id, b.facility_id, 25, '2 hours' FROM refusal.facility a, refusal.facility b
WHERE a.code = pg_temp.code('DEP') AND b.code = pg_temp.code('DEP2');
CREATE FUNCTION pg_temp.correct(role text, depot text, more jsonb = '{}') RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT pg_temp.fire(%L, r, ''correct_address'', %L) FROM five', role,
                  '{"address": "Lenina 1"}'::jsonb || jsonb_build_object('depot', pg_temp.code(depot)) || more)
$$;
CREATE TEMPORARY TABLE five AS SELECT pg_temp.record(5, 'undeliverable.no_contact') AS r;
SELECT throws_ok(pg_temp.correct('shop', 'NOWHERE'), 'RF004', NULL, 'no such depot');
SELECT throws_ok(pg_temp.correct('shop', 'FF'), '22023', NULL, 'a fulfilment centre is no depot');
SELECT throws_ok(pg_temp.correct('recipient', 'DEP2'), 'RF005', NULL, 'a recipient does not choose what the shop pays');
SELECT throws_ok(pg_temp.correct('shop', 'DEP3'), 'RF006', NULL, 'no lane leads to that depot');
SELECT is((SELECT concat_ws(' ', p.recipient->>'address', d.code) FROM refusal.parcel p JOIN refusal.facility d ON d.facility_id = p.depot_id
           WHERE p.parcel_id = (r->>'parcel_id')::bigint), pg_temp.code('DEP'), 'nothing came of all that') FROM five;
SELECT is(a->>'state', 'redelivery_planned', 'the depot where it is: it waits there')
FROM five, pg_temp.fire('shop', r, 'correct_address', jsonb_build_object('address', 'Mira 1', 'depot', pg_temp.code('DEP'))) AS a;
SELECT is(a->>'state', 'return_planned', 'another: it goes there')
FROM five, pg_temp.fire('shop', r, 'correct_address', jsonb_build_object('address', 'Lenina 1', 'region', 'ural.perm',
                                                                        'depot', pg_temp.code('DEP2'))) AS a;
SELECT is(concat_ws(' ', n->>'action', n->>'cost_planned'), 'redeliver 115.00', 'to be delivered from there: 25.00 and 90.00')
FROM five, pg_temp.now_of(r) AS n;
SELECT is((SELECT concat_ws(' ', p.recipient->>'address', p.region, d.code) FROM refusal.parcel p
           JOIN refusal.facility d ON d.facility_id = p.depot_id WHERE p.parcel_id = (r->>'parcel_id')::bigint),
          'Lenina 1 ural.perm ' || pg_temp.code('DEP2'), 'the parcel knows') FROM five;
SELECT is((SELECT e.payload - 'digest' FROM refusal.event e WHERE e.refusal_id = (r->>'refusal_id')::bigint AND e.payload ? 'region'),
          jsonb_build_object('region', 'ural.perm', 'depot', pg_temp.code('DEP2')), 'the journal has no address') FROM five;
SELECT is(count(pg_temp.fire('warehouse', r, 'depart')) + count(pg_temp.scan(5, 'DEP2')), 2::bigint, 'it is brought there') FROM five;
SELECT is(concat_ws(' ', n->>'state', n->>'facility_id'), 'redelivery_planned ' || pg_temp.facility('DEP2'), 'and goes out from there')
FROM five, pg_temp.now_of(r) AS n;
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'cost_actual', '115.00', 'at its cost') FROM five;

SELECT * FROM finish();
ROLLBACK;
