-- refusal.read_feed() and refusal.tick(): the order of what was committed.
SELECT plan(24);

SELECT test.record(1), test.record(2), test.record(1, 'nord', 'N-') \gset r_
SELECT is(test.events('acme_oms', 'refusal.read_feed()'), '', 'nothing is read before a tick');
CALL refusal.tick();
SELECT is(test.events('acme_oms', 'refusal.read_feed()'), '1/1 1/2 2/1 2/2', 'a shop reads its own events');
SELECT is(test.events('nord_oms', 'refusal.read_feed()'), '3/1 3/2', 'and another shop its own');
SELECT is(test.events('courier', 'refusal.read_feed()'), '1/1 1/2 2/1 2/2 3/1 3/2', 'who sees both reads both');
SELECT is(test.events('courier', 'refusal.read_feed(shop => ''nord'')'), '3/1 3/2', 'or the one it names');
SELECT is(test.call('acme_oms', 'read_feed(shop => ''nord'')'), 'RF004', 'another shop is no such shop');
SELECT is(test.events('courier', 'refusal.read_feed(max_events => 2)'), '1/1 1/2', 'a page');

SELECT test.position_of('courier', 'refusal.read_feed()', 1, 2) AS second \gset
SELECT is(test.events('courier', format('refusal.read_feed(%L)', :'second')), '2/1 2/2 3/1 3/2', 'goes on after a position');
SELECT is(test.events('courier', format('refusal.read_feed(%L, 2)', :'second')), '2/1 2/2', 'page by page');

SELECT count(*) AS ticks FROM refusal_internal.tick \gset
CALL refusal.tick();
SELECT is((SELECT count(*) FROM refusal_internal.tick), :ticks::bigint, 'where nothing was journalled nothing is ticked');

-- An event's position never changes, whatever is ticked later.
CREATE TEMPORARY TABLE was AS SELECT (e->>'event_id') AS event_id, e->>'pos' AS pos FROM test.all_as('courier', 'SELECT * FROM refusal.read_feed()') AS e;
SELECT e->>'newest_position' AS newest FROM test.all_as('courier', 'SELECT refusal_internal.newest_position()') AS e \gset
SELECT is(test.events('courier', format('refusal.read_feed(%L)', :'newest')), '', 'after the newest position there is nothing');
SELECT count(test.record(n)) FROM generate_series(3, 8) AS n \gset r_
CALL refusal.tick();
SELECT is_empty($$SELECT * FROM was EXCEPT SELECT e->>'event_id', e->>'pos' FROM test.all_as('courier', 'SELECT * FROM refusal.read_feed()') AS e$$,
                'what was read is read again at the same places');
SELECT is((SELECT count(*) FROM test.all_as('courier', format('SELECT * FROM refusal.read_feed(%L)', (SELECT max(pos) FROM was)))), 12::bigint,
          'and what is new follows');
SELECT is((SELECT count(*) FROM test.all_as('courier', format('SELECT * FROM refusal.read_feed(%L)', :'newest'))), 12::bigint,
          'and follows what was the newest position');

SELECT is(test.call('courier', 'read_feed(''7fffffffffffffff-0000000000000001-0000000000000001'')'), 'RF010', 'an unknown era');
SELECT is(test.call('courier', format('read_feed(%L)', overlay((SELECT max(pos) FROM was) PLACING '00000000ffffffff' FROM 18))), 'RF010', 'beyond the last tick');
SELECT is(test.call('courier', 'read_feed(max_events => 0)'), '22023', 'no events are asked for');
SELECT throws_ok('CALL refusal.tick()', '25001', NULL, 'a tick is a transaction of its own');
BEGIN;
SELECT throws_ok('SELECT 1 FROM refusal.read_feed(''x'')', '22P02', NULL, 'not a position');
COMMIT;

-- Committed late: it has a lower number than what was ticked before it, and comes behind that wherever a page begins.
SELECT nextval('refusal.event_id_seq') AS low \gset
SELECT test.record(9), test.record(10) \gset r_
CALL refusal.tick();
SET session_replication_role = replica;
INSERT INTO refusal.event
SELECT (jsonb_populate_record(e, jsonb_build_object('event_id', :low, 'txid', pg_current_xact_id(), 'version', 99))).*
FROM refusal.event AS e WHERE refusal_id = 1 AND version = 1;
RESET session_replication_role;
CALL refusal.tick();
CREATE FUNCTION test.drain(page integer) RETURNS TABLE (n bigint, different bigint, in_order boolean) LANGUAGE plpgsql AS $$
DECLARE
    after refusal.feed_position;
    got integer;
BEGIN
    DROP TABLE IF EXISTS drained;
    CREATE TEMPORARY TABLE drained (place serial, event_id bigint, pos refusal.feed_position);
    LOOP
        INSERT INTO drained (event_id, pos) SELECT f.event_id, f.pos FROM refusal.read_feed(after, page) AS f;
        GET DIAGNOSTICS got = ROW_COUNT;
        EXIT WHEN got = 0;
        SELECT d.pos INTO after FROM drained d ORDER BY d.place DESC LIMIT 1;
    END LOOP;
    RETURN QUERY SELECT count(*), count(DISTINCT d.event_id),
        NOT EXISTS (SELECT FROM (SELECT d2.pos::text, lag(d2.pos::text) OVER (ORDER BY d2.place) AS before FROM drained d2) AS x WHERE x.pos <= x.before)
        FROM drained d;
END
$$;
SELECT results_eq('SELECT * FROM test.drain(4)', $$SELECT count(*), count(*), true FROM refusal.event$$, 'every event once, four at a time');
SELECT is_empty($$SELECT place FROM drained AS d WHERE ARRAY(SELECT event_id FROM refusal.read_feed(pos, 4)) <>
    ARRAY(SELECT event_id FROM drained AS n WHERE n.place > d.place ORDER BY place LIMIT 4)$$, 'a page is full wherever it begins');
SELECT is((SELECT event_id FROM drained ORDER BY place DESC LIMIT 1), :low::bigint, 'the last to be committed is the last');

-- One large transaction: walked by event_id, and nothing is missed or doubled.
INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, courier, depot_id)
SELECT shop_id, 'B-' || n, 1000, 500, 'ivan', 1 FROM generate_series(1, 12000) AS n, refusal.shop WHERE code = 'acme';
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price)
SELECT parcel_id, 1, 'X', 1, 500 FROM refusal.parcel WHERE number LIKE 'B-%';
SET ROLE courier;
SELECT count(*) AS recorded FROM refusal.record_many((SELECT jsonb_agg(jsonb_build_object('shop', 'acme', 'parcel', 'B-' || n, 'reason', 'refused',
    'request_id', gen_random_uuid())) FROM generate_series(1, 12000) AS n)) \gset
RESET ROLE;
CALL refusal.tick();
SELECT cmp_ok((SELECT count(*) FROM refusal.event), '>', 20000::bigint, 'the large transaction is there');
SELECT results_eq('SELECT * FROM test.drain(1000)', $$SELECT count(*), count(*), true FROM refusal.event$$, 'every event once, in order');

SELECT * FROM finish();
