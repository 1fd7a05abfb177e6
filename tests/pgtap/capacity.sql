-- refusal.lane.capacity: a plan takes a place on each departure of its way that is bounded, and gives it up.
BEGIN;
SELECT plan(52);
\set p cap
\ir fixture/world.inc

-- From SC to FF once a week, in six hours: whoever sets out now is there in time, for 174.00 at most. There is room for two; who
-- does not get it waits a week at 24.00 a day, or goes straight from DEP, for 180.00.
UPDATE refusal.facility SET storage_cost_per_day = 24 WHERE code = pg_temp.code('SC');
CREATE FUNCTION pg_temp.minute(moment timestamptz) RETURNS integer LANGUAGE sql AS $$
    SELECT (extract(epoch FROM moment - timestamptz '2024-01-01 00:00Z')::bigint / 60 % 10080)::integer
$$;
UPDATE refusal.lane l SET departures = ARRAY[pg_temp.minute(now() + interval '6 hours')], capacity = 2
FROM refusal.facility a, refusal.facility b
WHERE a.facility_id = from_facility_id AND b.facility_id = to_facility_id
    AND a.code = pg_temp.code('SC') AND b.code = pg_temp.code('FF');
UPDATE refusal.lane SET cost_per_parcel = 60
WHERE from_facility_id = (SELECT facility_id FROM refusal.facility WHERE code = pg_temp.code('ST')) AND cost_per_parcel = 33;
SELECT lane_id FROM refusal.lane WHERE departures IS NOT NULL \gset

CREATE FUNCTION pg_temp.way_of(refusal jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(replace(leg.from_facility, pg_temp.code(''), ''), '-') || '-'
           || (array_agg(replace(leg.to_facility, pg_temp.code(''), '') ORDER BY leg.departs_at DESC))[1]
    FROM refusal.refusal r JOIN refusal.route o ON o.route_id = r.route_id, unnest(o.legs) AS leg
    WHERE r.refusal_id = (refusal->>'refusal_id')::bigint
$$;
CREATE FUNCTION pg_temp.taken() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(p.place || ' ' || a.number, ', ' ORDER BY p.departs_at, p.place) FROM refusal.reservation p
    JOIN refusal.refusal r ON r.refusal_id = p.refusal_id JOIN refusal.parcel a ON a.parcel_id = r.parcel_id
$$;
CREATE FUNCTION pg_temp.cheapest() RETURNS numeric LANGUAGE sql AS $$
    SELECT round(cost) FROM refusal.plan_route(pg_temp.code('DEP'), ARRAY[pg_temp.code('FF')], 1000)
$$;
CREATE TEMPORARY TABLE made (n integer, r jsonb);
GRANT SELECT ON made TO PUBLIC;
CREATE FUNCTION pg_temp.make(n integer, reason text = 'refused.changed_mind') RETURNS jsonb LANGUAGE sql AS $$
    INSERT INTO made SELECT n, pg_temp.record(n, reason) RETURNING r
$$;
CREATE FUNCTION pg_temp.made(n integer) RETURNS jsonb LANGUAGE sql AS $$ SELECT r FROM made WHERE made.n = $1 $$;

-- It is taken.
SELECT is(pg_temp.cheapest(), 174.00, 'there is room');
SELECT is(pg_temp.taken(), NULL, 'to plan a route takes no place');
SELECT is(pg_temp.way_of(pg_temp.make(1)), 'DEP-SC-FF', 'the first goes by the departure');
SELECT is(pg_temp.way_of(pg_temp.make(2)), 'DEP-SC-FF', 'and the second');
SELECT is(pg_temp.way_of(pg_temp.make(3)), 'DEP-FF', 'it is full: the third goes the next cheapest way');
SELECT is(pg_temp.taken(), '1 P-1, 2 P-2', 'each has a place of its own');
SELECT is((SELECT count(DISTINCT (p.lane_id, p.departs_at, p.leg_no, p.route_id = r.route_id)) FROM refusal.reservation p
           JOIN refusal.refusal r USING (refusal_id) WHERE p.lane_id = :lane_id AND p.leg_no = 2), 1::bigint,
          'on the same departure, for the second leg of their routes');
SELECT is(pg_temp.cheapest(), 180.00, 'plan_route() sees that it is full');
SELECT is(pg_temp.fire('supervisor', pg_temp.made(3), 'void', '{"reason": "test"}')->>'state', 'voided', 'without a place');

-- It is given up.
SELECT is(pg_temp.fire('supervisor', pg_temp.made(1), 'void', '{"reason": "test"}')->>'state', 'voided', 'voided');
SELECT is(pg_temp.taken(), '2 P-2', 'a void gives the place up');
SELECT is(pg_temp.way_of(pg_temp.make(4)), 'DEP-SC-FF', 'and the next plan takes it');
SELECT is(pg_temp.taken(), '1 P-4, 2 P-2', 'the one that is free');
SELECT is(pg_temp.fire('courier', pg_temp.made(4), 'retract')->>'state', 'accepted_on_spot', 'retracted');
SELECT is(pg_temp.taken(), '2 P-2', 'so does a retraction');
SAVEPOINT here;
SELECT is(pg_temp.way_of(pg_temp.record(5)), 'DEP-SC-FF', 'taken');
ROLLBACK TO here;
SELECT is(pg_temp.taken(), '2 P-2', 'and so does a rollback to a savepoint');
SAVEPOINT here;
SELECT is(pg_temp.way_of(pg_temp.record(5)) || ', ' || pg_temp.way_of(pg_temp.record(6)), 'DEP-SC-FF, DEP-FF', 'full for a while');
ROLLBACK TO here;
SELECT is(pg_temp.way_of(pg_temp.make(5)), 'DEP-SC-FF', 'which is forgotten with it');

-- An override.
SELECT is(round((pg_temp.one_as('shop', format('SELECT * FROM refusal.override(%s, ''return'', %L)', pg_temp.made(2)->>'refusal_id',
              pg_temp.code('FF')))->>'cost_difference')::numeric), 0.00, 'what it holds itself is open to it, in a preview');
SELECT is(pg_temp.one_as('shop', format('SELECT * FROM refusal.override(%s, ''hold'')', pg_temp.made(2)->>'refusal_id'))->>'applied',
          'false', 'a preview');
SELECT is(pg_temp.taken(), '1 P-5, 2 P-2', 'gives nothing up');
SELECT is(pg_temp.one_as('shop', format('SELECT * FROM refusal.override(%s, ''return'', %L, accept_cost => true)',
              pg_temp.made(2)->>'refusal_id', pg_temp.code('FF')))->>'applied', 'true', 'decided anew for the same');
SELECT is(pg_temp.way_of(pg_temp.made(2)) || ', ' || pg_temp.taken(), 'DEP-SC-FF, 1 P-5, 2 P-2', 'it keeps its place');
SELECT is(pg_temp.one_as('shop', format('SELECT * FROM refusal.override(%s, ''return'', %L, accept_cost => true)',
              pg_temp.made(2)->>'refusal_id', pg_temp.code('ST')))->>'applied', 'true', 'decided anew for another');
SELECT is(pg_temp.taken(), '1 P-5', 'the place is given up');

-- Decided later, and by hand.
SELECT is(pg_temp.make(6, 'refused.late')->>'state', 'awaiting_decision', 'the shop decides');
SELECT is(pg_temp.way_of(pg_temp.one_as('shop', format('SELECT (r).* FROM refusal.decide(%s, ''return'', %L) AS r',
              pg_temp.made(6)->>'refusal_id', pg_temp.code('FF')))), 'DEP-SC-FF', 'a decision takes a place');

SELECT lives_ok(format('SET LOCAL ROLE %I', pg_temp.role('supervisor')), 'a supervisor');
UPDATE refusal.refusal SET last_event = 'void', last_payload = '{"reason": "by hand"}'
WHERE refusal_id = (SELECT (r->>'refusal_id')::bigint FROM pg_temp.made WHERE n = 6);
RESET ROLE;
SELECT is(pg_temp.taken(), '1 P-5', 'a plain UPDATE gives a place up as well');

-- Many at once.
SELECT is((SELECT array_agg(pg_temp.way_of(jsonb_build_object('refusal_id', c->'refusal_id'))) FROM (
    SELECT pg_temp.one_as('courier', format('SELECT jsonb_agg(m) AS m FROM refusal.record_many(%L) AS m',
        (SELECT jsonb_agg(jsonb_build_object('shop', pg_temp.code('acme'), 'parcel', 'P-' || n, 'reason', 'refused.changed_mind',
                                             'request_id', pg_temp.request(100 + n))) FROM generate_series(7, 9) AS n)))->'m') AS x (m),
    jsonb_array_elements(m) AS c), '{DEP-SC-FF,DEP-FF,DEP-FF}', 'record_many(): the first gets the last place');
SELECT is(pg_temp.taken(), '1 P-5, 2 P-7', 'full');

-- The capacity changes.
UPDATE refusal.lane SET capacity = 1 WHERE lane_id = :lane_id;
SELECT is(pg_temp.taken(), '1 P-5, 2 P-7', 'a capacity that is lowered takes no place away');
SELECT is(pg_temp.fire('supervisor', pg_temp.made(5), 'void', '{"reason": "test"}')->>'state', 'voided', 'one less');
SELECT is(pg_temp.way_of(pg_temp.make(10)), 'DEP-FF', 'but there is none for another, though number 1 is free');
SELECT throws_ok(format($$INSERT INTO refusal.reservation SELECT lane_id, departs_at, 1, 0, shop_id, 0, 1 FROM refusal.reservation$$),
                 '23514', NULL, 'nor for whoever writes by hand');
UPDATE refusal.lane SET capacity = 2 WHERE lane_id = :lane_id;
SELECT is(pg_temp.way_of(pg_temp.make(11)), 'DEP-SC-FF', 'raised: there is');
UPDATE refusal.lane SET capacity = NULL WHERE lane_id = :lane_id;
SELECT is(pg_temp.way_of(pg_temp.make(12)) || ', ' || pg_temp.taken(), 'DEP-SC-FF, 1 P-11, 2 P-7', 'unbounded: nobody counts');
UPDATE refusal.lane SET capacity = 2 WHERE lane_id = :lane_id;
SELECT is(pg_temp.taken(), '1 P-11, 2 P-7, 3 P-12', 'bounded again: whoever is planned for it counts');
SELECT is(pg_temp.way_of(pg_temp.make(13)), 'DEP-FF', 'and it is full');
SELECT is((SELECT array_agg(v.kind || ' ' || v.detail) FROM refusal.verify() v), NULL, 'all is accounted for');

-- On its way: what has departed stays counted; who leaves the plan gives up what is ahead.
SELECT pg_temp.scan(11, f) FROM unnest('{DEP,DEP,SC,SC}'::text[]) AS f \g /dev/null
SELECT is(pg_temp.now_of(pg_temp.made(11))->>'leg_no' || ', ' || pg_temp.taken(), '2, 1 P-11, 2 P-7, 3 P-12', 'departed');
SELECT pg_temp.scan(12, f) FROM unnest('{DEP,DEP,ST}'::text[]) AS f \g /dev/null
SELECT is(pg_temp.way_of(pg_temp.made(12)) || ', ' || pg_temp.taken(), 'ST-FF, 1 P-11, 2 P-7', 'rerouted from elsewhere');

-- Books that do not balance are found.
SAVEPOINT books;
DELETE FROM refusal.reservation WHERE place = 2;
SELECT is((SELECT array_agg(DISTINCT v.kind || split_part(v.detail, ' of', 1)) FROM refusal.verify() v), '{"capacityleg 2"}', 'a place is missing');
INSERT INTO refusal.reservation SELECT lane_id, departs_at, 2, 0, shop_id, 0, 1 FROM refusal.reservation;
SELECT is((SELECT count(*) FROM refusal.verify()), 2::bigint, 'and one is held for nobody');
ROLLBACK TO books;

-- Who sees what.
SELECT is(pg_temp.one_as('nord', 'SELECT count(*) FROM refusal.reservation')->>'count', '0', 'another shop''s are not seen');
SELECT lives_ok(format('SET LOCAL ROLE %I', pg_temp.role('supervisor')), 'a supervisor');
SELECT throws_ok('DELETE FROM refusal.reservation', '42501', NULL, 'does not write them');
RESET ROLE;

-- At last.
UPDATE refusal.lane SET capacity = 0 WHERE lane_id = :lane_id;
SELECT is(pg_temp.cheapest(), 180.00, 'a lane of capacity 0 is not taken');
UPDATE refusal.lane SET departures = NULL WHERE lane_id = :lane_id;
SELECT is(pg_temp.cheapest(), 173.00, 'without a timetable there is no departure to share');

SET LOCAL session_replication_role = replica;
UPDATE refusal.reservation SET departs_at = departs_at - interval '8 days';
SET LOCAL session_replication_role = origin;
SELECT is(refusal_internal.forget_departed(), false, 'a step of maintain()');
SELECT is((SELECT count(*) FROM refusal.reservation), 0::bigint, 'forgets what left long ago');
SELECT * FROM finish();
ROLLBACK;
