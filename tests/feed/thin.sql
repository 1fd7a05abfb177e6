-- Ticks are thinned: who resumes at a position whose tick is gone reads some events again, and misses none.
SELECT plan(17);

SET pg_refusal.keep_positions = '1d';
SELECT test.call('acme_oms', 'subscribe(''oms'', start_at => ''earliest'')') \gset s_
\o /dev/null
SELECT format('SELECT test.record(%s)', n), 'CALL refusal.tick()', format('SELECT test.call(''courier'', ''fire(%s, ''''sight'''')'')', n),
       'CALL refusal.tick()' FROM generate_series(1, 8) AS n \gexec
\o
CREATE TABLE test.was AS
SELECT row_number() OVER () AS place, f.event_id, f.pos, f.refusal_id, f.version FROM refusal.read_feed() AS f;
SELECT is((SELECT count(*) FROM refusal_internal.tick), 16::bigint, 'sixteen ticks');
SELECT is((SELECT count(*) FROM test.was), 24::bigint, 'of twenty-four events');

-- Whoever is at a position, from each of them on: how many see all that they had not seen, in each refusal's order.
CREATE FUNCTION test.misses_nothing(place bigint) RETURNS boolean LANGUAGE sql AS $$
    WITH here AS (
        SELECT row_number() OVER () AS nth, f.* FROM refusal.read_feed((SELECT w.pos FROM test.was w WHERE w.place = misses_nothing.place)) AS f)
    SELECT NOT EXISTS (SELECT w.event_id FROM test.was w WHERE w.place > misses_nothing.place EXCEPT SELECT h.event_id FROM here h)
        AND NOT EXISTS (SELECT FROM here h GROUP BY h.event_id HAVING count(*) > 1)
        AND NOT EXISTS (SELECT FROM here h JOIN here l ON l.refusal_id = h.refusal_id AND l.version > h.version AND l.nth < h.nth)
$$;
SELECT is((SELECT count(*) FROM generate_series(1, 24) AS p WHERE test.misses_nothing(p)), 24::bigint, 'nobody misses anything');

CALL refusal.maintain();
SELECT is((SELECT count(*) FROM refusal_internal.tick), 16::bigint, 'none is a day old');
SET pg_refusal.keep_positions = 0;
CALL refusal.maintain();
SELECT is((SELECT count(*) FROM refusal_internal.tick), 16::bigint, 'a consumer has them all before it');
SELECT test.position_of('acme_oms', 'refusal.poll(''oms'')', 4, 2) AS middle \gset
SELECT test.call('acme_oms', format('ack(''oms'', %L)', :'middle')) \gset a_
CALL refusal.maintain();
SELECT is((SELECT count(*) FROM refusal_internal.tick), 11::bigint, 'those behind it are thinned out');
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'')'), '4/3 5/1 5/2 5/3 6/1 6/2 6/3 7/1 7/2 7/3 8/1 8/2 8/3', 'it goes on where it was');
SELECT is((SELECT count(*) FROM generate_series(1, 24) AS p WHERE test.misses_nothing(p)), 24::bigint, 'nobody misses anything');
SELECT is((SELECT string_agg(format('%s/%s', refusal_id, version), ' ') FROM refusal.read_feed((SELECT pos FROM test.was WHERE place = 17))),
          '6/3 7/1 7/2 7/3 8/1 8/2 8/3', 'where nothing was thinned nothing is read again');
SELECT test.call('acme_oms', 'unsubscribe(''oms'')') \gset u_
CALL refusal.maintain();
SELECT is((SELECT count(*) FROM refusal_internal.tick), 2::bigint, 'without it, all but two');
SELECT is((SELECT count(*) FROM generate_series(1, 24) AS p WHERE test.misses_nothing(p)), 24::bigint, 'nobody misses anything');
SELECT is(test.events('courier', format('refusal.read_feed(%L)', (SELECT max(pos::text) FROM test.was))), '', 'the newest position is as it was');
SELECT is(test.call('courier', format('read_feed(%L)', overlay((SELECT max(pos::text) FROM test.was) PLACING '0000000000000011' FROM 18))), 'RF010',
          'and what is beyond is not known');

-- The tick before a very large one goes while a session knows how large that was.
INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, courier, depot_id)
SELECT shop_id, 'B-' || n, 1000, 500, 'ivan', 1 FROM generate_series(1, 10500) AS n, refusal.shop WHERE code = 'acme';
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price)
SELECT parcel_id, 1, 'X', 1, 500 FROM refusal.parcel WHERE number LIKE 'B-%';
SELECT test.record(9) \gset r_
CALL refusal.tick();
SET ROLE courier;
SELECT count(*) AS recorded FROM refusal.record_many((SELECT jsonb_agg(jsonb_build_object('shop', 'acme', 'parcel', 'B-' || n, 'reason', 'refused',
    'request_id', gen_random_uuid())) FROM generate_series(1, 10500) AS n)) \gset
RESET ROLE;
CALL refusal.tick();
SELECT pos AS before FROM test.was WHERE place = 24 \gset
SELECT is((SELECT count(DISTINCT refusal_id) FROM refusal.read_feed(:'before', 10000) WHERE refusal_id = 9), 1::bigint, 'it is read');
UPDATE refusal_internal.tick SET drawn = 40000 + tick WHERE tick > 16; -- as where the large one began before
SELECT is((SELECT count(*) FROM refusal_internal.tick), 4::bigint, 'two more ticks');
CALL refusal.maintain();
SELECT is((SELECT count(*) FROM refusal_internal.tick), 3::bigint, 'of which one is left');
SELECT is((SELECT count(DISTINCT refusal_id) FROM refusal.read_feed(:'before', 10000) WHERE refusal_id = 9), 1::bigint, 'and all that was the other''s');

SELECT * FROM finish();
