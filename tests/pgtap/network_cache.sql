-- What a session has cached of the network and of the settings is never older than the statement before.
BEGIN;
SELECT plan(33);

INSERT INTO refusal.facility (code, name, kind, timezone) VALUES
    ('nc-a', 'A', 'depot', 'Europe/Moscow'),
    ('nc-b', 'B', 'fulfilment', 'Europe/Moscow'),
    ('nc-c', 'C', 'fulfilment', 'Europe/Moscow');
CREATE FUNCTION pg_temp.lane(from_code text, to_code text, cost numeric) RETURNS integer LANGUAGE sql AS $$
    INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, transit_time)
    SELECT f.facility_id, t.facility_id, cost, '1 hour'
    FROM refusal.facility f, refusal.facility t WHERE f.code = from_code AND t.code = to_code
    RETURNING lane_id
$$;
CREATE FUNCTION pg_temp.cost(to_code text) RETURNS numeric LANGUAGE sql AS
    $$SELECT p.cost FROM refusal.plan_route('nc-a', ARRAY[to_code], 0) p$$;

SELECT pg_temp.lane('nc-a', 'nc-b', 100) AS lane \gset
SELECT is(pg_temp.cost('nc-b'), 100.00, 'a lane of this transaction is there');
UPDATE refusal.lane SET cost_per_parcel = 90 WHERE lane_id = :lane;
SELECT is(pg_temp.cost('nc-b'), 90.00, 'its change is seen by the next statement');
SAVEPOINT cheaper;
UPDATE refusal.lane SET cost_per_parcel = 10 WHERE lane_id = :lane;
SELECT is(pg_temp.cost('nc-b'), 10.00, 'inside a savepoint too');
ROLLBACK TO cheaper;
SELECT is(pg_temp.cost('nc-b'), 90.00, 'a rollback to the savepoint takes it back');
SAVEPOINT kept;
UPDATE refusal.lane SET cost_per_parcel = 80 WHERE lane_id = :lane;
RELEASE kept;
SELECT is(pg_temp.cost('nc-b'), 80.00, 'a released savepoint keeps it');
DO $$
BEGIN
    UPDATE refusal.lane SET cost_per_parcel = 1;
    PERFORM pg_temp.cost('nc-b');
    RAISE division_by_zero;
EXCEPTION WHEN division_by_zero THEN
    NULL;
END
$$;
SELECT is(pg_temp.cost('nc-b'), 80.00, 'an error that was caught takes it back');
CREATE FUNCTION pg_temp.change_and_plan(changed integer, cost numeric) RETURNS numeric LANGUAGE plpgsql AS $$
BEGIN
    UPDATE refusal.lane SET cost_per_parcel = cost WHERE lane_id = changed;
    RETURN pg_temp.cost('nc-b');
END
$$;
SELECT is(pg_temp.change_and_plan(:lane, 70), 70.00, 'a change is seen within the function that makes it');

UPDATE refusal.facility SET handling_cost = 5 WHERE code = 'nc-b';
SELECT is(pg_temp.cost('nc-b'), 75.00, 'a facility''s cost counts at once');
UPDATE refusal.facility SET active = false WHERE code = 'nc-b';
SELECT throws_ok($$SELECT pg_temp.cost('nc-b')$$, 'RF006', NULL, 'and its being closed down');
UPDATE refusal.facility SET active = true WHERE code = 'nc-b';

-- Opening hours are local to the facility, and summer time moves them.
SELECT pg_temp.lane('nc-a', 'nc-c', 1) AS other \gset
CREATE FUNCTION pg_temp.arrival(ready_at timestamptz) RETURNS timestamptz LANGUAGE sql AS
    $$SELECT p.arrives_at FROM refusal.plan_route('nc-a', '{nc-c}', 0, ready_at) p$$;
SELECT is(pg_temp.arrival('2026-07-01 20:00+00'), '2026-07-01 21:00+00', 'a facility that never closes admits at once');
UPDATE refusal.facility SET opens_at = '09:00', closes_at = '18:00' WHERE code = 'nc-c';
SELECT is(pg_temp.arrival('2026-07-01 20:00+00'), '2026-07-02 06:00+00', 'new hours count at once: 09:00 in Moscow');
UPDATE refusal.facility SET timezone = 'Europe/Berlin' WHERE code = 'nc-c';
SELECT is(pg_temp.arrival('2026-07-01 20:00+00'), '2026-07-02 07:00+00', '09:00 in Berlin, in summer');
SELECT is(pg_temp.arrival('2026-01-01 20:00+00'), '2026-01-02 08:00+00', '09:00 in Berlin, in winter');
UPDATE refusal.facility SET timezone = 'MSK' WHERE code = 'nc-c';
SELECT is(pg_temp.arrival('2026-07-01 20:00+00'), '2026-07-02 06:00+00', 'an abbreviation is a zone as it is to SQL');
UPDATE refusal.facility SET timezone = '<+05>-5' WHERE code = 'nc-c';
SELECT is(pg_temp.arrival('2026-07-01 20:00+00'), '2026-07-02 04:00+00', 'and so is a POSIX rule');
SELECT is(pg_temp.cost('nc-b'), 75.00, 'another facility''s hours leave the way as it was');

UPDATE refusal.lane SET valid = 'empty' WHERE lane_id = :other;
SELECT throws_ok($$SELECT pg_temp.cost('nc-c')$$, 'RF006', NULL, 'a lane that is never valid is none');
UPDATE refusal.lane SET valid = '[2026-01-01,2026-02-01]' WHERE lane_id = :other;
SELECT is(pg_temp.arrival('2026-02-01 00:00+00') IS NOT NULL, true, 'an inclusive end of validity is valid');
UPDATE refusal.lane SET valid = '(2026-02-01,)' WHERE lane_id = :other;
SELECT is((SELECT legs[1].departs_at FROM refusal.plan_route('nc-a', '{nc-c}', 0, '2026-02-01 00:00+00')),
          '2026-02-01 00:00:00.000001+00', 'an exclusive begin of validity is not');

TRUNCATE refusal.lane;
SELECT throws_ok($$SELECT pg_temp.cost('nc-b')$$, 'RF006', NULL, 'TRUNCATE is a change');

-- What is read anew is what changed, and what a rollback took back.
SELECT pg_temp.lane('nc-a', 'nc-b', 7) AS lane \gset
SELECT pg_temp.lane('nc-a', 'nc-c', 9) AS other \gset
SELECT is(pg_temp.cost('nc-b'), 12.00, 'a lane after a TRUNCATE');
SELECT results_eq(format('SELECT lane_id FROM refusal_internal.network_change WHERE lane_id IN (%s, %s)', :lane, :other),
                  format('VALUES (%s), (%s)', :lane, :other), 'each changed row is written down, once');
SAVEPOINT closed;
UPDATE refusal.facility SET active = false WHERE code = 'nc-b';
SELECT throws_ok($$SELECT pg_temp.cost('nc-b')$$, 'RF006', NULL, 'a facility that was closed is not entered');
UPDATE refusal.lane SET cost_per_parcel = 8 WHERE lane_id = :lane;
SELECT is(pg_temp.cost('nc-c'), 9.00, 'the lane into it may change meanwhile');
ROLLBACK TO closed;
SELECT is(pg_temp.cost('nc-b'), 12.00, 'a rollback opens it again, and its lane is as it was');
SAVEPOINT moved;
UPDATE refusal.lane SET lane_id = 1000000 WHERE lane_id = :lane;
SELECT is((SELECT legs[1].lane_id FROM refusal.plan_route('nc-a', '{nc-b}', 0)), 1000000, 'a lane may change its id');
DELETE FROM refusal.lane WHERE lane_id = 1000000;
SELECT throws_ok($$SELECT pg_temp.cost('nc-b')$$, 'RF006', NULL, 'or go');
ROLLBACK TO moved;
SELECT is((SELECT legs[1].lane_id FROM refusal.plan_route('nc-a', '{nc-b}', 0)), :lane, 'and is back after a rollback');
INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, transit_time)
SELECT from_facility_id, to_facility_id, 1 + n, transit_time FROM refusal.lane, generate_series(1, 1001) AS n
WHERE lane_id = :lane;
SELECT is(pg_temp.cost('nc-b'), 7.00, 'many changes at once count');
SELECT is((SELECT count(*) FROM refusal_internal.network_change WHERE facility_id IS NULL AND lane_id IS NULL), 2::bigint,
          'and are written down as one: with the TRUNCATE there are two');
SET LOCAL session_replication_role = replica;
UPDATE refusal.lane SET cost_per_parcel = 0 WHERE lane_id = :lane;
SELECT is(pg_temp.cost('nc-b'), 5.00, 'a row that replication brings counts');
RESET session_replication_role;

-- maintain() forgets the oldest changes.
INSERT INTO refusal_internal.network_change (changed_in, lane_id)
SELECT CASE WHEN n <= 10 THEN '3' ELSE '4' END::xid8, n FROM generate_series(1, 10010) AS n;
SELECT refusal_internal.trim_network_changes();
SELECT results_eq($$SELECT changed_in, count(lane_id), count(*) FROM refusal_internal.network_change WHERE changed_in < '5' GROUP BY 1 ORDER BY 1$$,
                  $$VALUES ('3'::xid8, 0::bigint, 1::bigint), ('4'::xid8, 10000::bigint, 10000::bigint)$$,
                  'of the oldest changes one line is left, for everything');
TRUNCATE refusal.lane;

SET LOCAL pg_refusal.route_cache_mb = 1;
SELECT pg_temp.lane('nc-a', 'nc-b', 7) AS lane \gset
SELECT is(pg_temp.cost('nc-b'), 12.00, 'a smaller cache plans the same');

SELECT * FROM finish();
ROLLBACK;
