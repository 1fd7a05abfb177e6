-- refusal.scan(): a scanner's fact. The plan gives way to it, never the other way round.
BEGIN;
SELECT plan(52);
\set p scan
\ir fixture/world.inc

-- In, out, in, out, … to fulfilment, where receive() counts.
CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1) AS r;
SELECT is(pg_temp.scan(1, 'DEP')->>'state', 'at_sorting', 'the first scan at a facility is in');
SELECT is(pg_temp.scan(1, 'DEP')->>'state', 'in_return_transit', 'the next one out');
SELECT is(pg_temp.scan(1, 'SC')->>'state', 'at_sorting', 'in');
SELECT is(pg_temp.now_of(r)->>'cost_actual', '113.00', 'the leg is paid for: 110.00 and handling') FROM one;
SELECT is(pg_temp.scan(1, 'SC')->>'state', 'in_return_transit', 'out');
SELECT is(pg_temp.scan(1, 'FF')->>'state', 'at_sorting', 'at fulfilment: arrived, to be counted');
SELECT is(pg_temp.scan(1, 'FF')->>'last_event', 'sight', 'once more: a sighting');
SELECT is(pg_temp.events_of(r), 'capture plan_return arrive depart arrive depart arrive sight', 'as it went') FROM one;
SELECT is(pg_temp.now_of(r)->>'cost_actual', pg_temp.now_of(r)->>'cost_planned', 'it cost what was planned') FROM one;

-- The event of an arrival goes by the kind of the destination.
CREATE TEMPORARY TABLE stored AS SELECT pg_temp.record(2, 'administrative.expired') AS r;
SELECT count(pg_temp.scan(2, f)) FROM unnest('{DEP,DEP,SC,SC}'::text[]) AS f \gset ignored_
SELECT is(pg_temp.scan(2, 'ST')->>'state', 'held', 'storage: store');
SELECT is(pg_temp.scan(2, 'ST')->>'state', 'held', 'anywhere else in the machine: a sighting changes no state');
CREATE TEMPORARY TABLE office AS SELECT pg_temp.record(3, 'undeliverable.moved') AS r;
SELECT count(pg_temp.scan(3, f)) FROM unnest('{DEP,DEP,SC,SC}'::text[]) AS f \gset ignored_
SELECT is(pg_temp.scan(3, 'OFF')->>'state', 'ready_for_pickup', 'a shop''s place: ready');
CREATE TEMPORARY TABLE supplied AS
SELECT pg_temp.record(4, 'refused.contents.quality', ', lines => ''[{"line_no": 1}]''') AS r;
SELECT count(pg_temp.scan(4, f)) FROM unnest('{DEP,DEP,SC,SC}'::text[]) AS f \gset ignored_
SELECT is(pg_temp.scan(4, 'SUP')->>'state', 'at_supplier', 'a supplier''s place: reach_supplier');

-- Nobody scanned it out: arriving at the end of the next leg says that it took it.
CREATE TEMPORARY TABLE unscanned AS SELECT pg_temp.record(5) AS r;
SELECT is(pg_temp.scan(5, 'SC')->>'state', 'at_sorting', 'in at SC without a scan at DEP');
SELECT is(pg_temp.events_of(r), 'capture plan_return arrive', 'the plan still holds: no reroute') FROM unscanned;
SELECT is(pg_temp.now_of(r)->>'cost_actual', '113.00', 'the leg is paid for') FROM unscanned;
SELECT is(pg_temp.scan(5, 'FF')->>'cost_actual', '173.00', 'and the next');

-- Nor anywhere else: the whole way was gone.
CREATE TEMPORARY TABLE unseen AS SELECT pg_temp.record(13) AS r;
SELECT is(pg_temp.scan(13, 'FF')->>'cost_actual', '173.00', 'first seen at its destination: every leg is paid for');
SELECT is(pg_temp.events_of(r), 'capture plan_return arrive', 'and nothing is rerouted') FROM unseen;
CREATE TEMPORARY TABLE skipped AS SELECT pg_temp.record(14) AS r;
SELECT count(pg_temp.scan(14, f)) FROM unnest('{DEP,DEP}'::text[]) AS f \gset ignored_
SELECT is(pg_temp.scan(14, 'FF')->>'cost_actual', '173.00', 'out at DEP, in at FF: SC was passed');

-- Nobody knows where it is, until somebody scans it.
UPDATE refusal.parcel SET depot_id = NULL WHERE number = 'P-15' AND courier = 'ivan';
CREATE TEMPORARY TABLE nowhere AS SELECT pg_temp.record(15) AS r;
SELECT is(r->>'state', 'awaiting_decision', 'neither a depot nor a facility: no route') FROM nowhere;
SELECT matches(r->'last_payload'->>'blocked_by', 'not known where the parcel is', 'and the shop is told why') FROM nowhere;
SELECT is(pg_temp.scan(15, 'SC')->>'facility_id', pg_temp.facility('SC'), 'scanned, it is somewhere');
SELECT is(pg_temp.call('shop', 'decide', r, ', ''return''')->>'cost_planned', '60.00', 'and can go on') FROM nowhere;

-- Off the plan: it is rerouted from where it is.
CREATE TEMPORARY TABLE lost AS SELECT pg_temp.record(6) AS r;
SELECT count(pg_temp.scan(6, f)) FROM unnest('{DEP,DEP}'::text[]) AS f \gset ignored_
SELECT is(pg_temp.scan(6, 'ST')->>'state', 'at_sorting', 'in at ST, which is not on the plan');
SELECT is(pg_temp.events_of(r), 'capture plan_return arrive depart arrive reroute', 'the system reroutes') FROM lost;
SELECT is(pg_temp.now_of(r)->>'last_actor', 'system', 'as the system') FROM lost;
SELECT is(pg_temp.now_of(r)->>'destination_id', pg_temp.facility('FF'), 'to the same destination') FROM lost;
SELECT is(pg_temp.now_of(r)->>'cost_actual', '113.00', 'no lane leads there: the leg it set out on is charged') FROM lost;
SELECT is(pg_temp.now_of(r)->>'cost_planned', '156.00', '33.00 and 10.00 more to go') FROM lost;
SELECT is(pg_temp.scan(6, 'ST')->>'state', 'in_return_transit', 'and on');

-- No way on: the shop is asked.
CREATE TEMPORARY TABLE stuck AS SELECT pg_temp.record(7) AS r;
SELECT is(pg_temp.scan(7, 'FAR')->>'state', 'awaiting_decision', 'in at a place that no lane leaves');
SELECT is(pg_temp.events_of(r), 'capture plan_return arrive ask_shop', 'the shop is asked') FROM stuck;
SELECT matches(pg_temp.now_of(r)->'last_payload'->>'blocked_by', '^no route', 'and told why') FROM stuck;

-- A way that was not planned, on a lane that exists: its cost, by weight.
CREATE TEMPORARY TABLE strayed AS SELECT pg_temp.record(8, 'administrative.expired') AS r;
SELECT count(pg_temp.scan(8, f)) FROM unnest('{DEP,DEP,SC}'::text[]) AS f \gset ignored_
SELECT is(pg_temp.scan(8, 'OFF')->>'cost_actual', '128.00', 'seen at OFF: 15.00 for the lane from SC');

-- Missing, and found.
CREATE TEMPORARY TABLE gone AS SELECT pg_temp.record(9) AS r;
SELECT is(pg_temp.fire('supervisor', r, 'report_missing')->>'state', 'missing', 'reported missing') FROM gone;
SELECT is(pg_temp.scan(9, 'SC')->>'state', 'at_sorting', 'a scan finds it');
SELECT is(pg_temp.events_of(r), 'capture plan_return report_missing find reroute', 'and it is rerouted') FROM gone;

-- Late: an offline scanner's fact that the last one overtook.
CREATE TEMPORARY TABLE late AS SELECT pg_temp.record(10) AS r;
SELECT is(pg_temp.scan(10, 'DEP')->>'state', 'at_sorting', 'in');
SELECT is(pg_temp.scan(10, 'SC', ', occurred_at => now() - interval ''1 hour''')->>'last_event', 'sight', 'older than that');
SELECT is(pg_temp.now_of(r)->>'facility_id', pg_temp.facility('DEP'), 'moves nothing') FROM late;
SELECT is(pg_temp.now_of(r)->>'state', 'at_sorting', 'and changes no state') FROM late;

-- Said, not guessed; said twice.
CREATE TEMPORARY TABLE told AS SELECT pg_temp.record(11) AS r;
SELECT is(pg_temp.scan(11, 'DEP', format(', direction => ''out'', request_id => %L', pg_temp.request(7)))->>'state',
          'in_return_transit', 'out, as the scanner says');
SELECT is(pg_temp.scan(11, 'DEP', format(', direction => ''out'', request_id => %L', pg_temp.request(7)))->>'version', '3',
          'a retry does nothing twice');
SELECT throws_ok(format($q$SELECT pg_temp.scan(11, 'SC', $$, direction => 'in', request_id => '%s'$$)$q$, pg_temp.request(7)),
                 'RF008', NULL, 'other content');
SELECT throws_ok($$SELECT pg_temp.scan(11, 'SC', ', direction => ''up''')$$, '22023', NULL, 'neither in nor out');
SELECT throws_ok($$SELECT pg_temp.scan(11, 'nowhere')$$, 'RF004', NULL, 'no such facility');
SELECT throws_ok($$SELECT pg_temp.scan(99, 'SC')$$, 'RF004', NULL, 'no such parcel');
SELECT throws_ok($$SELECT pg_temp.scan(12, 'SC')$$, 'RF004', NULL, 'a parcel that nobody refused');
SELECT is(pg_temp.fire('supervisor', r, 'report_missing')->>'state', 'missing', 'under way, it is lost') FROM told;
SELECT is(pg_temp.scan(11, 'DEP', format(', direction => ''out'', request_id => %L', pg_temp.request(7)))->>'version', '4',
          'a retry that comes later still is a retry');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
