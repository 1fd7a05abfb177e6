-- refusal.plan_route: the planner as SQL callers meet it. What it computes is tested against brute force in
-- tests/unit; here: arguments, access, the shape of the answer and its errors.
BEGIN;
SELECT plan(48);

SELECT has_function('refusal', 'plan_route',
    ARRAY['text', 'text[]', 'integer', 'timestamp with time zone', 'boolean', 'numeric', 'numeric']);

INSERT INTO refusal.shop (code, name) VALUES ('pr-ours', 'Ours'), ('pr-theirs', 'Theirs');
INSERT INTO refusal.facility (code, name, kind, timezone, handling_cost, sorting_cost, storage_cost_per_day,
                              handling_time, sorting_time, opens_at, closes_at, active, shop_id) VALUES
    ('pr-depot', 'Depot', 'depot', 'Europe/Moscow', 3, 0, 24, '0', '0', NULL, NULL, true, NULL),
    ('pr-sort', 'Sorting', 'sorting_center', 'Europe/Moscow', 5, 30, 24, '1 hour', '2 hours', NULL, NULL, true, NULL),
    ('pr-near', 'Near', 'fulfilment', 'Europe/Moscow', 20, 0, 0, '1 hour', '0', '09:00', '18:00', true, NULL),
    ('pr-far', 'Far', 'fulfilment', 'Asia/Yekaterinburg', 10, 0, 0, '0', '0', NULL, NULL, true, NULL),
    ('pr-shut', 'Shut', 'storage', 'Europe/Moscow', 0, 0, 0, '0', '0', NULL, NULL, false, NULL),
    ('pr-lonely', 'Lonely', 'storage', 'Europe/Moscow', 0, 0, 0, '0', '0', NULL, NULL, true, NULL),
    ('pr-island', 'Island', 'storage', 'Europe/Moscow', 0, 0, 0, '0', '0', NULL, NULL, true, NULL),
    ('pr-once', 'Once', 'storage', 'Europe/Moscow', 0, 0, 0, '0', '0', NULL, NULL, true, NULL),
    ('pr-ours', 'Ours', 'shop', 'Europe/Moscow', 0, 0, 0, '0', '0', NULL, NULL, true,
     (SELECT shop_id FROM refusal.shop WHERE code = 'pr-ours')),
    ('pr-theirs', 'Theirs', 'shop', 'Europe/Moscow', 0, 0, 0, '0', '0', NULL, NULL, true,
     (SELECT shop_id FROM refusal.shop WHERE code = 'pr-theirs'));

CREATE FUNCTION pg_temp.lane(from_code text, to_code text, cost numeric, per_kg numeric, transit interval,
                             departures integer[] DEFAULT NULL, valid tstzrange DEFAULT '(,)') RETURNS integer
LANGUAGE sql AS $$
    INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, cost_per_kg, transit_time, departures,
                              valid)
    SELECT f.facility_id, t.facility_id, cost, per_kg, transit, lane.departures, lane.valid
    FROM refusal.facility f, refusal.facility t
    WHERE f.code = from_code AND t.code = to_code
    RETURNING lane_id
$$;
SELECT pg_temp.lane('pr-depot', 'pr-sort', 10, 4, '2 hours') AS lane_sort,
       -- Leaves on Tuesdays, 06:00 UTC.
       pg_temp.lane('pr-sort', 'pr-near', 40, 0, '20 hours', '{1800}') AS lane_near,
       pg_temp.lane('pr-depot', 'pr-far', 500, 0, '1 hour') AS lane_far,
       pg_temp.lane('pr-depot', 'pr-ours', 1, 0, '1 hour') AS lane_ours,
       pg_temp.lane('pr-depot', 'pr-theirs', 1, 0, '1 hour') AS lane_theirs,
       pg_temp.lane('pr-theirs', 'pr-lonely', 1, 0, '1 hour') AS lane_lonely,
       pg_temp.lane('pr-depot', 'pr-once', 1, 0, '1 hour', NULL, '[2026-01-01,2026-02-01)') AS lane_once \gset

-- Monday, 12:00 UTC. At the sorting center at 14:00, handled and sorted at 17:00, away on Tuesday at 06:00 (13 hours of
-- storage), at the door on Wednesday at 02:00 = 05:00 in Moscow, admitted at 09:00 = 06:00 UTC, handled by 07:00.
CREATE TEMPORARY TABLE planned AS
SELECT * FROM refusal.plan_route('pr-depot', '{pr-far,pr-near}', 2500, '2026-03-02 12:00+00', true, 9000, 0.01);
SELECT is((SELECT array_agg(to_facility) FROM planned), '{pr-near}', 'a way that passes no sorting center is none');
SELECT is((SELECT arrives_at FROM planned), '2026-03-04 07:00+00', 'the last leg ends after opening and handling');
SELECT is((SELECT breakdown FROM planned),
          jsonb_build_object('lanes', '60.00', 'handling', '25.00', 'sorting', '30.00', 'storage', '13.00',
                             'value_loss', (round(90 * 5 / 24.0, 2) + round(90 * 38 / 24.0, 2))::text),
          'the breakdown names each part as a decimal string');
SELECT is((SELECT cost FROM planned),
          (SELECT sum(value::numeric) FROM planned, jsonb_each_text(breakdown)), 'the parts make the cost');
SELECT is((SELECT array_agg(l.lane_id) FROM planned, unnest(legs) l), ARRAY[:lane_sort, :lane_near]::integer[],
          'the legs are in order');
SELECT results_eq(
    $$SELECT l.from_facility, l.to_facility, l.departs_at, l.arrives_at, l.ready_at, l.sorted, l.lane_cost,
             l.handling_cost, l.sorting_cost, l.storage_cost
      FROM planned, unnest(legs) l$$,
    $$VALUES ('pr-depot', 'pr-sort', timestamptz '2026-03-02 12:00+00', timestamptz '2026-03-02 14:00+00',
              timestamptz '2026-03-02 17:00+00', true, 20.00, 5.00, 30.00, 0.00),
             ('pr-sort', 'pr-near', '2026-03-03 06:00+00', '2026-03-04 02:00+00',
              '2026-03-04 07:00+00', false, 40.00, 20.00, 0.00, 13.00)$$,
    'a leg says where, when and at what cost');

SELECT results_eq(
    $$SELECT to_facility, cost FROM refusal.plan_route('pr-depot', '{pr-far,pr-ours,pr-near,pr-shut,pr-far}', 0,
                                                       '2026-03-02 12:00+00')$$,
    $$VALUES ('pr-ours', 1.00), ('pr-near', 90.00), ('pr-far', 510.00)$$,
    'destinations come cheapest first, once each, the unreachable ones left out');
SELECT results_eq($$SELECT cost, cardinality(legs) FROM refusal.plan_route('pr-depot', '{pr-depot}', 1)$$,
                  $$VALUES (0.00, 0)$$, 'a parcel that is there already has no leg and no cost');
SELECT is((SELECT legs[1].departs_at >= now() FROM refusal.plan_route('pr-depot', '{pr-far}', 1)), true,
          'without ready_at it leaves now');
SELECT is((SELECT legs[1].departs_at FROM refusal.plan_route('pr-depot', '{pr-once}', 1, '2026-01-15 00:00+00')),
          '2026-01-15 00:00+00', 'a ready_at in the past is honoured');
SELECT is((SELECT count(*) FROM generate_series(1, 3) i, refusal.plan_route('pr-depot', '{pr-far}', i)), 3::bigint,
          'it can be called laterally');
SELECT is((SELECT (refusal.plan_route('pr-depot', '{pr-far}', 1)).to_facility), 'pr-far',
          'it can be called in a select list');

CREATE FUNCTION pg_temp.detail_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    EXECUTE query;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN detail;
END
$$;
SELECT throws_ok($$SELECT refusal.plan_route('pr-depot', '{pr-shut}', 1)$$, 'RF006',
                 'no route from facility "pr-depot"', 'no destination can be reached: an error');
SELECT is(pg_temp.detail_of($$SELECT refusal.plan_route('pr-depot', '{pr-shut,pr-island}', 1)$$),
          'Facility "pr-shut": it is not active. Facility "pr-island": no lane leads there.',
          'DETAIL says of each why');
SELECT is(pg_temp.detail_of($$SELECT refusal.plan_route('pr-depot', '{pr-far}', 1, NULL, true)$$),
          'Facility "pr-far": no way there passes a sorting center.', 'DETAIL says that sorting leaves none');
SELECT is(pg_temp.detail_of($$SELECT refusal.plan_route('pr-depot', '{pr-once}', 1, '2026-03-01 00:00+00')$$),
          'Facility "pr-once": no lane on the way there departs in time while it is valid.',
          'DETAIL says that validity leaves none');

-- Facilities and tenants.
SELECT throws_ok($$SELECT refusal.plan_route('pr-nowhere', '{pr-far}', 1)$$, 'RF004',
                 'facility "pr-nowhere" does not exist', 'an unknown origin');
SELECT throws_ok($$SELECT refusal.plan_route('pr-depot', '{pr-far,pr-nowhere}', 1)$$, 'RF004',
                 'facility "pr-nowhere" does not exist', 'an unknown destination');
CREATE ROLE pr_manager;
GRANT USAGE ON SCHEMA refusal TO pr_manager;
GRANT EXECUTE ON FUNCTION refusal.plan_route(text, text[], integer, timestamptz, boolean, numeric, numeric)
    TO pr_manager;
INSERT INTO refusal.membership (role_name, shop_id, actor)
SELECT 'pr_manager', shop_id, 'shop' FROM refusal.shop WHERE code = 'pr-ours';
SET LOCAL ROLE pr_manager;
SELECT is((SELECT cost FROM refusal.plan_route('pr-depot', '{pr-ours}', 1)), 1.00, 'one''s own facility is a place');
SELECT throws_ok($$SELECT refusal.plan_route('pr-depot', '{pr-theirs}', 1)$$, 'RF004',
                 'facility "pr-theirs" does not exist', 'another shop''s facility does not exist, though it is cached');
SELECT throws_ok($$SELECT refusal.plan_route('pr-theirs', '{pr-far}', 1)$$, 'RF004', NULL,
                 'nor as an origin');
SELECT throws_ok($$SELECT refusal.plan_route('pr-depot', '{pr-lonely}', 1)$$, 'RF006', NULL,
                 'no way leads through another shop''s facility');
RESET ROLE;
SELECT is((SELECT cost FROM refusal.plan_route('pr-depot', '{pr-lonely}', 1)), 2.00,
          'one who sees every shop may pass');

-- Arguments.
SELECT throws_ok(format('SELECT refusal.plan_route(%s)', arguments), '22023', message, description)
FROM (VALUES
    ($$NULL, '{pr-far}', 1$$, 'argument "from_facility" must not be null', 'null origin'),
    ($$'', '{pr-far}', 1$$, '"from_facility" must not be empty', 'empty origin'),
    ($$'pr-depot', NULL, 1$$, 'argument "to_facilities" must not be null', 'null destinations'),
    ($$'pr-depot', '{}', 1$$, 'argument "to_facilities" must not be empty', 'no destination'),
    ($$'pr-depot', '{pr-far,NULL}', 1$$, 'argument "to_facilities" must not hold nulls', 'a null destination'),
    ($$'pr-depot', '{{pr-far},{pr-near}}', 1$$, 'argument "to_facilities" must have one dimension', 'a matrix'),
    ($$'pr-depot', ARRAY[repeat('x', 401)], 1$$, '"to_facilities" is longer than 400 characters', 'an overlong code'),
    ($$'pr-depot', '{pr-far}', NULL$$, 'argument "weight_grams" must not be null', 'null weight'),
    ($$'pr-depot', '{pr-far}', -1$$, 'argument "weight_grams" must not be negative', 'negative weight'),
    ($$'pr-depot', '{pr-far}', 1, 'infinity'$$, 'argument "ready_at" must be finite', 'infinite time'),
    ($$'pr-depot', '{pr-far}', 1, NULL, NULL$$, 'argument "needs_sorting" must not be null', 'null sorting'),
    ($$'pr-depot', '{pr-far}', 1, NULL, false, NULL$$, 'argument "declared_value" must not be null', 'null value'),
    ($$'pr-depot', '{pr-far}', 1, NULL, false, -1$$, 'argument "declared_value" must not be negative',
     'negative value'),
    ($$'pr-depot', '{pr-far}', 1, NULL, false, 'NaN'$$, 'argument "declared_value" is out of range', 'value NaN'),
    ($$'pr-depot', '{pr-far}', 1, NULL, false, 'Infinity'$$, 'argument "declared_value" is out of range',
     'infinite value'),
    ($$'pr-depot', '{pr-far}', 1, NULL, false, 0.001$$, 'argument "declared_value" has more than two decimals',
     'a value finer than money'),
    ($$'pr-depot', '{pr-far}', 1, NULL, false, 0, NULL$$, 'argument "value_loss_rate" must not be null', 'null rate'),
    ($$'pr-depot', '{pr-far}', 1, NULL, false, 0, 1.1$$, 'argument "value_loss_rate" must be between 0 and 1',
     'a rate above 1'),
    ($$'pr-depot', '{pr-far}', 1, NULL, false, 0, -0.1$$, 'argument "value_loss_rate" must be between 0 and 1',
     'a negative rate'),
    ($$'pr-depot', '{pr-far}', 1, NULL, false, 0, 'NaN'$$, 'argument "value_loss_rate" is out of range', 'rate NaN')
) AS bad (arguments, message, description);
SELECT throws_ok($$SELECT refusal.plan_route('pr-depot', '{pr-far}', 2147483647, '294276-12-31 23:59:59+00')$$, '22003',
                 NULL, 'an arrival past the end of time is an error');
SELECT is((SELECT cost FROM refusal.plan_route('pr-depot', '{pr-sort}', 2147483647)), 8589949.59::numeric,
          'the heaviest parcel is counted to the kopeck');

-- A long plan can be cancelled, and the next one is whole.
INSERT INTO refusal.facility (code, name, kind, storage_cost_per_day)
SELECT 'pr-grid-' || i, 'Grid', 'depot', 100 + i % 7 FROM generate_series(0, 399) i;
INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, transit_time, departures)
SELECT a.facility_id, b.facility_id, 10 + (i * 37 + step * 13) % 91, make_interval(mins => 30 + (i * 53 + step * 7) % 600),
       ARRAY(SELECT (i * 131 + step * 17 + k * 360) % 10080 FROM generate_series(0, 27) k)
FROM generate_series(0, 399) i, unnest('{1,7,20,21}'::integer[]) step
JOIN refusal.facility a ON true JOIN refusal.facility b ON true
WHERE a.code = 'pr-grid-' || i AND b.code = 'pr-grid-' || (i + step) % 400;
SELECT refusal.plan_route('pr-grid-0', '{pr-grid-1}', 1) IS NOT NULL AS warm \gset
CREATE FUNCTION pg_temp.is_cancelled(query text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE query;
    RETURN false;
EXCEPTION WHEN query_canceled THEN
    RETURN true;
END
$$;
SET LOCAL statement_timeout = '100ms';
SELECT is(pg_temp.is_cancelled(
    $$SELECT refusal.plan_route('pr-grid-0', array_agg('pr-grid-' || i), 1, NULL, false, 90000, 0.02)
      FROM generate_series(0, 399) i$$), true, 'a long plan can be cancelled');
SET LOCAL statement_timeout = 0;
SELECT is((SELECT cost FROM refusal.plan_route('pr-depot', '{pr-far}', 0)), 510.00, 'and what comes after is right');

SELECT * FROM finish();
ROLLBACK;
