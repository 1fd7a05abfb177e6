-- Networks that nobody would draw: circles, ways that cost nothing or everything, ways that never leave, and what is
-- closed while a parcel is on its way. Drawn by a shop, in facilities of its own.
BEGIN;
SELECT plan(62);
\set p wild
\ir fixture/world.inc
\ir fixture/diagnosis.inc

SELECT shop_id AS acme FROM refusal.shop WHERE code = pg_temp.code('acme') \gset
CREATE FUNCTION pg_temp.place(name text, kind text = 'storage', more text = '') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', pg_temp.role('shop'));
    EXECUTE format('INSERT INTO refusal.facility (code, name, kind, shop_id) SELECT %L, %L, %L, shop_id FROM refusal.shop',
                   pg_temp.code(name), name, kind);
    IF more <> '' THEN
        EXECUTE format('UPDATE refusal.facility SET %s WHERE code = %L', more, pg_temp.code(name));
    END IF;
    RESET ROLE;
END
$$;
CREATE FUNCTION pg_temp.lane(a text, b text, cost numeric, transit interval = '1 hour', more text = '') RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    made integer;
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', pg_temp.role('shop'));
    INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, transit_time)
    VALUES (pg_temp.facility(a)::integer, pg_temp.facility(b)::integer, cost, transit) RETURNING lane_id INTO made;
    IF more <> '' THEN
        EXECUTE format('UPDATE refusal.lane SET %s WHERE lane_id = %s', more, made);
    END IF;
    RESET ROLE;
    RETURN made;
END
$$;
-- The cheapest way: its cost, and the places it passes. more: further arguments of plan_route().
CREATE FUNCTION pg_temp.way(a text, b text, more text = '', grams integer = 1000) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.one_as('shop', format(
        $q$SELECT cost || ': ' || array_to_string(ARRAY(SELECT l.to_facility FROM unnest(legs) AS l), ' ') AS way
           FROM refusal.plan_route(%L, %L, %s%s)$q$, pg_temp.code(a), ARRAY[pg_temp.code(b)], grams, more))->>'way'
$$;
CREATE FUNCTION pg_temp.codes(names text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(pg_temp.code(n), ' ' ORDER BY place) FROM regexp_split_to_table(names, ' ') WITH ORDINALITY AS s (n, place)
$$;
SELECT count(pg_temp.place(name)) FROM regexp_split_to_table('A B C D E F G H I J K L', ' ') AS name \gset ignored_

-- Circles, loops, parallels.
SELECT pg_temp.lane('A', 'B', 10) AS ab, pg_temp.lane('B', 'A', 1) AS ba, pg_temp.lane('A', 'A', 0) AS aa,
       pg_temp.lane('B', 'B', 0, '0') AS bb, pg_temp.lane('B', 'C', 10) AS bc \gset
SELECT is(pg_temp.way('A', 'C'), '20.00: ' || pg_temp.codes('B C'), 'a circle and loops are not taken');
SELECT is(pg_temp.way('A', 'A'), '0.00: ', 'nor to stay where one is');
SELECT pg_temp.lane('A', 'B', 7) AS second, pg_temp.lane('A', 'B', 7) AS third \gset
SELECT is(pg_temp.one_as('shop', format('SELECT legs[1].lane_id AS lane FROM refusal.plan_route(%L, %L, 1)', pg_temp.code('A'),
                                        ARRAY[pg_temp.code('B')]))->>'lane', :'second', 'of parallel lanes the cheapest, of equals the first');
SELECT pg_temp.lane('D', 'E', 0, '0') AS de, pg_temp.lane('E', 'D', 0, '0') AS ed, pg_temp.lane('E', 'F', 5) AS ef \gset
SELECT is(pg_temp.way('D', 'F'), '5.00: ' || pg_temp.codes('E F'), 'a circle that costs nothing and takes no time ends');
SELECT is(pg_temp.way('D', 'F', ', needs_sorting => false, declared_value => 999999999999.99, value_loss_rate => 1'),
          '41666666671.67: ' || pg_temp.codes('E F'), 'also where every hour is dear');
SELECT throws_ok($$SELECT pg_temp.way('D', 'F', ', needs_sorting => true')$$, 'RF006', NULL, 'or sorting is sought in it in vain');
SELECT pg_temp.lane('D', 'E', 0, '0', format('departures = ARRAY(SELECT generate_series(0, 10079))')) AS de,
       pg_temp.lane('E', 'D', 0, '0', format('departures = ARRAY(SELECT generate_series(0, 10079))')) AS ed,
       pg_temp.lane('E', 'F', 4, '1 hour', 'departures = ''{0,0,0}''') AS ef \gset
SELECT is(pg_temp.way('D', 'F'), '4.00: ' || pg_temp.codes('E F'), 'or leaves every minute, beside one that leaves once a week');

-- Amounts at the edge of what is counted.
SELECT pg_temp.lane('G', 'H', 999999999999.99) AS gh, pg_temp.lane('H', 'I', 999999999999.99) AS hi \gset
SELECT is(pg_temp.way('G', 'I'), '1999999999999.98: ' || pg_temp.codes('H I'), 'the two dearest lanes are added');
SELECT pg_temp.lane('G', 'J', 0, '1 hour', 'cost_per_kg = 999999999999.99') AS gj \gset
SELECT is(pg_temp.way('G', 'J', grams => 1), '1000000000.00: ' || pg_temp.codes('J'), 'the dearest lane by weight');
SELECT throws_ok($$SELECT pg_temp.way('G', 'J', grams => 2147483647)$$, '22003', NULL, 'the heaviest parcel on it is beyond any amount');
SELECT pg_temp.lane('G', 'J', 3) AS gj \gset
SELECT is(pg_temp.way('G', 'J', grams => 2147483647), '3.00: ' || pg_temp.codes('J'), 'which leaves the other lane');
SELECT pg_temp.lane('G', 'K', 1, '3650 days') AS gk \gset
SELECT is(pg_temp.way('G', 'K', ', declared_value => 999999999999.99, value_loss_rate => 1'), '3649999999999964.50: ' || pg_temp.codes('K'),
          'ten years at the loss of everything a day');
SELECT throws_ok($$SELECT pg_temp.way('G', 'K', ', declared_value => 30000000000000, value_loss_rate => 1')$$, '22003', NULL,
                 'more than that is out of range');
SELECT throws_ok($$SELECT pg_temp.way('G', 'K', ', ready_at => ''294270-01-01Z''')$$, '22003', NULL, 'so is what arrives after the end of time');
SELECT is(pg_temp.way('G', 'K', ', ready_at => ''4713-01-01 BC'''), '1.00: ' || pg_temp.codes('K'), 'the beginning of time is a time');
SELECT throws_ok(format($$SELECT pg_temp.way('G', 'K', ', ready_at => ''%s''')$$, at), '22023', NULL, at || ' is none')
FROM unnest('{infinity,-infinity}'::text[]) AS at;
-- What is stored has the columns' bounds, and nothing is stored by halves.
CREATE FUNCTION pg_temp.far_parcel(number text, quantity integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, depot_id)
    SELECT shop_id, far_parcel.number, 1000, 999999999999.99, pg_temp.facility('G')::integer
    FROM refusal.shop WHERE code = pg_temp.code('acme');
    INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price)
    SELECT p.parcel_id, 1, 'X', far_parcel.quantity, 999999999999.99 FROM refusal.parcel p JOIN refusal.shop s USING (shop_id)
    WHERE s.code = pg_temp.code('acme') AND p.number = far_parcel.number
$$;
CREATE FUNCTION pg_temp.refuse(number text, request integer, more text = '') RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.one_as('courier', format('SELECT (r).* FROM refusal.record(%L, %L, ''refused.late'', %L %s) AS r',
                                            pg_temp.code('acme'), number, pg_temp.request(request), more))
$$;
SELECT count(pg_temp.far_parcel(n, q)) FROM (VALUES ('W-1', 1), ('W-2', 2147483647), ('W-3', 1)) AS p (n, q) \gset ignored_
CREATE TEMPORARY TABLE dear AS SELECT pg_temp.refuse('W-1', 701) AS r;
SELECT is(r->>'state', 'held', 'a parcel of the greatest value is recorded') FROM dear;
SELECT throws_ok($$SELECT pg_temp.fire('shop', r, 'plan_return', jsonb_build_object('destination', pg_temp.code('I'))) FROM dear$$, '22003', NULL,
                 'a way whose cost the column does not hold');
SELECT is(pg_temp.now_of(r), r, 'leaves the refusal as it was') FROM dear;
SELECT is((SELECT count(*) FROM refusal.route WHERE refusal_id = (r->>'refusal_id')::bigint), 0::bigint, 'and no route') FROM dear;
SELECT throws_ok($$SELECT pg_temp.refuse('W-2', 702, ', lines => ''[{"line_no": 1, "quantity": 2147483646}]''')$$, '22003', NULL,
                 'two thousand million of the dearest unit');
SELECT is((SELECT count(*) FROM refusal.refusal r JOIN refusal.parcel p USING (parcel_id) WHERE p.number = 'W-2' AND p.shop_id = :acme),
          0::bigint, 'are not recorded in part');
SELECT is(pg_temp.one_as('courier', format($f$SELECT string_agg(error_code, ' ') AS codes FROM refusal.record_many(%L)$f$,
              jsonb_build_array(jsonb_build_object('shop', pg_temp.code('acme'), 'parcel', 'W-3', 'reason', 'nonsense', 'request_id', pg_temp.request(703)),
                                jsonb_build_object('shop', pg_temp.code('acme'), 'parcel', 'W-3', 'reason', 'refused', 'request_id', pg_temp.request(703))
              )))->>'codes', 'RF004', 'beside others an unknown reason harms only itself');

-- What the tables do not take.
CREATE FUNCTION pg_temp.refused_by_table(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RETURN 'taken';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.refused_by_table(format($f$SELECT pg_temp.lane('A', 'L', 1, '1 hour', %L)$f$, setting)), expected, setting)
FROM (VALUES ($$cost_per_parcel = 'NaN'$$, '23514'), ($$cost_per_kg = 'Infinity'$$, '22003'), ('cost_per_parcel = -0.01', '23514'),
    ('cost_per_parcel = 1000000000000', '22003'), ($$transit_time = '100000 years'$$, '23514'), ($$transit_time = '1 month'$$, '23514'),
    ($$transit_time = '-1 second'$$, '23514'), ($$transit_time = '3650 days 1 second'$$, '23514'), ($$departures = '{10080}'$$, '23514'),
    ($$departures = '{-1}'$$, '23514'), ($$departures = '{1,NULL}'$$, '23514'), ($$departures = '{{1,2},{3,4}}'$$, '0A000'),
    ($$valid = '[2031-01-02,2031-01-01)'$$, '22000'), ('capacity = -1', '23514'), ('to_facility_id = -1', '23503')) AS t (setting, expected);
SELECT is(pg_temp.refused_by_table(format($f$SELECT pg_temp.place('Z', 'storage', %L)$f$, setting)), expected, left(setting, 40))
FROM (VALUES ($$redelivery_cost = 'NaN'$$, '23514'), ($$name = repeat('x', 10000)$$, '23514'), ($$name = ''$$, '23514'),
    ($$timezone = 'Mars/Olympus'$$, '22023'), ($$region = 'a..b'$$, '23514'), ($$latitude = 'NaN'$$, '23514'),
    ($$code = repeat('x', 101)$$, '23514'), ($$code = E'a\nb'$$, '23514')) AS t (setting, expected);

-- Ways that never leave, and places with odd hours and names.
SELECT pg_temp.lane('A', 'L', 1, '1 hour', 'departures = ''{}''') AS never, pg_temp.lane('A', 'L', 1, '1 hour', 'valid = ''empty''') AS empty \gset
SELECT is(pg_temp.diagnosis($$SELECT pg_temp.way('A', 'L')$$), format('Facility "%s": no lane leads there.', pg_temp.code('L')),
          'a timetable without departures is no way');
SELECT pg_temp.lane('A', 'L', 2, '1 hour', 'valid = ''[-infinity,infinity]''') AS always \gset
SELECT is(pg_temp.way('A', 'L'), '2.00: ' || pg_temp.codes('L'), 'infinite bounds are none');
SELECT count(pg_temp.place('склад "Ёж" 🚚 \ %s', 'storage', 'opens_at = ''23:59:59'', closes_at = ''24:00''')) AS one \gset ignored_
SELECT pg_temp.lane('A', 'склад "Ёж" 🚚 \ %s', 6) AS odd \gset
SELECT is(pg_temp.way('A', 'склад "Ёж" 🚚 \ %s'), '6.00: ' || pg_temp.code('склад "Ёж" 🚚 \ %s'), 'a name is any text, a day''s last second is an hour');

-- Closed while a parcel is on its way: what was planned goes on, what is planned from now on avoids it.
CREATE TEMPORARY TABLE planned AS SELECT pg_temp.record(1) AS r;
CREATE TEMPORARY TABLE rolling AS SELECT pg_temp.record(2) AS r;
SELECT is(r->>'cost_planned', '173.00', 'by way of SC') FROM planned;
SELECT count(pg_temp.fire('warehouse', r, 'depart')) AS one FROM rolling \gset ignored_
UPDATE refusal.facility SET active = false WHERE code = pg_temp.code('SC');
SELECT is(pg_temp.record(3)->>'cost_planned', '180.00', 'SC is closed: the direct way');
SELECT is(pg_temp.fire('warehouse', r, 'depart')->>'next_facility_id', pg_temp.facility('SC'), 'what was planned departs') FROM planned;
SELECT is(pg_temp.scan(1, 'SC')->>'state', 'at_sorting', 'and is taken in there') FROM planned;
SELECT is(pg_temp.one_as('shop', format('SELECT cost_difference FROM refusal.override(%s, %L, %L)', r->>'refusal_id', 'return', pg_temp.code('ST')))
          ->>'cost_difference', '-36.00', 'from a closed place a new way may begin') FROM planned;
SELECT throws_ok(format($$SELECT pg_temp.one_as('shop', 'SELECT * FROM refusal.override(%s, ''hold'')')$$, r->>'refusal_id'), 'RF002', NULL,
                 'it is not stored there') FROM planned;
SELECT is(pg_temp.one_as('shop', format('SELECT cost_difference FROM refusal.override(%s, %L, %L)', r->>'refusal_id', 'return', pg_temp.code('ST')))
          ->>'cost_difference', '-36.00', 'decided anew under way, it begins where the leg ends') FROM rolling;
UPDATE refusal.facility SET active = false WHERE code = pg_temp.code('FF');
SELECT is((SELECT string_agg(pg_temp.scan(1, f)->>'state', ' ' ORDER BY n) FROM unnest('{SC,FF}'::text[]) WITH ORDINALITY AS s (f, n)),
          'in_return_transit at_sorting', 'to a destination that has closed too');
SELECT is(pg_temp.call('fulfilment', 'receive', r)->>'state', 'received', 'which receives it') FROM planned;
CREATE TEMPORARY TABLE nowhere AS SELECT pg_temp.record(4) AS r;
SELECT is(r->>'state', 'awaiting_decision', 'with its only destination closed a new refusal asks the shop') FROM nowhere;
SELECT is(pg_temp.one_as('shop', format('SELECT refusal.explain(%s) AS why', r->>'refusal_id'))#>>'{why,blocked_by}',
          format('no route for refusal %s: Ruled out: %s is not active.', r->>'refusal_id', pg_temp.code('FF')), 'and says why') FROM nowhere;
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
