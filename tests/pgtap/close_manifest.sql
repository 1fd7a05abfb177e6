-- refusal.close_manifest(): what is planned to leave, against what was found loaded. Once, however often it is asked.
BEGIN;
SELECT plan(41);
\set p mclose
\ir fixture/world.inc
\ir fixture/manifest.inc

-- The list, before it is closed.
SELECT is((SELECT string_agg(l->>'parcel', ' ' ORDER BY l->>'parcel') FROM pg_temp.all_as('warehouse', format(
    'SELECT * FROM refusal.loading_list WHERE lane_id = %s AND here AND manifest_id IS NULL', :truck)) AS l),
          'N-1 P-1 P-2 P-3 P-4 P-5', 'what waits for the truck, of every shop');
SELECT is((SELECT string_agg(l->>'parcel', ' ') FROM pg_temp.all_as('nord', 'SELECT * FROM refusal.loading_list') AS l), 'N-1',
          'a shop sees its own');

-- With a list.
SELECT is(pg_temp.close_truck(:truck, :'d1', pg_temp.list('P-1', 'P-2', 'P-6', 'P-99', 'N-1')),
          'N-1 ok return_planned, P-1 ok return_planned, P-2 ok return_planned, P-3 short return_planned, P-4 short return_planned, '
          'P-5 short return_planned, P-6 surplus RF004, P-99 surplus RF004', 'loaded, short, and what nobody refused');
SELECT manifest_id AS first FROM refusal.manifest WHERE lane_id = :truck \gset
SELECT is((SELECT string_agg(concat_ws(' ', planned, loaded, aboard), ', ' ORDER BY refusal_id) FROM refusal.manifest_parcel
           WHERE manifest_id = :first), 't t t, t t t, t f f, t f f, t f f, t t t', 'is kept');
SELECT is((SELECT closed_by::text FROM refusal.manifest WHERE manifest_id = :first), pg_temp.role('warehouse'), 'and who closed it');
SELECT is(pg_temp.close_truck(:truck, :'d1', pg_temp.list('P-1', 'P-2', 'P-6', 'P-99', 'N-1')),
          'N-1 ok return_planned, P-1 ok return_planned, P-2 ok return_planned, P-3 short return_planned, P-4 short return_planned, '
          'P-5 short return_planned, P-6 surplus RF004, P-99 surplus RF004', 'a retry is told the same');
SELECT throws_ok(format($$SELECT pg_temp.close_truck(%s, %L, pg_temp.list('P-3'))$$, :truck, :'d1'), 'RF008', NULL, 'another list is too late');
SELECT throws_ok(format($$SELECT pg_temp.close_truck(%s, %L)$$, :truck, :'d1'), 'RF008', NULL, 'no list is another, too');
SELECT is((SELECT count(*) FROM refusal.manifest WHERE lane_id = :truck), 1::bigint, 'one manifest for a departure');

-- What was short leaves by the next one, and what is on a closed list is not planned for another.
SELECT is(pg_temp.close_truck(:truck, :'d2', pg_temp.list('P-3', 'P-1')), 'P-1 surplus return_planned RF002, P-3 ok return_planned, '
          'P-4 short return_planned, P-5 short return_planned', 'late ones stay for the next departure');
SELECT throws_ok($$UPDATE refusal.manifest_parcel SET planned = false$$, '55000', NULL, 'a closed list is frozen');
SELECT throws_ok($$UPDATE refusal.manifest_parcel SET loaded = NOT loaded$$, '55000', NULL, 'what was loaded, too');
SELECT throws_ok($$UPDATE refusal.manifest_parcel SET arrived = true$$, '55000', NULL, 'nothing arrives that has not departed');
SELECT throws_ok($$UPDATE refusal.manifest SET state = 'arrived'$$, '55000', NULL, 'nor does the truck');
SELECT throws_ok($$UPDATE refusal.manifest SET departs_at = now()$$, '55000', NULL, 'the departure stays');
SELECT throws_ok($$DELETE FROM refusal.manifest_parcel$$, '55000', NULL, 'nothing is taken off the list');
SELECT throws_ok($$TRUNCATE refusal.manifest, refusal.manifest_parcel$$, '55000', NULL, 'nor are lists thrown away');
SELECT throws_ok(format($$INSERT INTO refusal.manifest_parcel (manifest_id, refusal_id, shop_id, planned, loaded, aboard)
    SELECT m.manifest_id, i.refusal_id, i.shop_id, true, true, true FROM refusal.manifest m, refusal.manifest_parcel i
    WHERE m.departs_at = %L AND i.manifest_id = %s AND i.aboard$$, :'d2', :first), '23505', NULL, 'aboard one truck at a time');

-- Without a list: what is planned and there. Without a timetable: what is there now.
CREATE TEMPORARY TABLE moved AS SELECT pg_temp.scan(n, 'SC') AS r FROM generate_series(4, 5) AS n;
SELECT lane_id AS free FROM refusal.lane
WHERE from_facility_id = pg_temp.facility('SC')::integer AND to_facility_id = pg_temp.facility('FF')::integer \gset
SELECT is(pg_temp.close_truck(:free, NULL), 'P-4 ok at_sorting, P-5 ok at_sorting', 'a lane without a timetable leaves when it is closed');
SELECT throws_ok(format('SELECT pg_temp.close_truck(%s, now() + interval ''1 second'')', :free), 'RF002', 'nothing is there to leave by lane ' || :free,
                 'nothing waits any more: no empty manifest');
SELECT throws_ok(format('SELECT pg_temp.close_truck(%s, now() + interval ''1 second'', pg_temp.list(''P-1'', ''P-99''))', :free), 'RF002', NULL,
                 'another truck''s list does not use it up');
SELECT is((SELECT count(*) FROM refusal.manifest WHERE lane_id = :free), 1::bigint, 'really none');

-- Surplus: planned for a later hour, or already scanned out one by one; and what does not go this way.
CREATE TEMPORARY TABLE more AS SELECT n, pg_temp.record(n) AS r FROM generate_series(7, 9) AS n;
SELECT count(pg_temp.scan(8, 'DEP', ', direction => ''out''')), count(pg_temp.scan(9, 'SC')) \gset ignored_
SELECT is(pg_temp.close_truck(:truck, :'d1'::timestamptz - interval '1 hour', pg_temp.list('P-7', 'P-8', 'P-9')),
          'P-7 surplus return_planned, P-8 surplus in_return_transit, P-9 surplus at_sorting RF002', 'surplus that may go, and that may not');
SELECT is((SELECT count(*) FROM refusal.manifest_parcel i JOIN refusal.manifest m USING (manifest_id)
           WHERE m.departs_at < :'d1' AND i.aboard AND NOT i.planned), 2::bigint, 'two are aboard');

-- What is asked wrongly.
SELECT throws_ok('SELECT pg_temp.close_truck(-1, now())', 'RF004', 'lane -1 does not exist', 'no such lane');
SELECT throws_ok('SELECT pg_temp.close_truck(NULL, now())', '22023', NULL, 'no lane');
SELECT throws_ok(format('SELECT pg_temp.close_truck(%s, NULL)', :truck), '22023', NULL, 'a timetable, and no departure');
SELECT throws_ok(format('SELECT pg_temp.close_truck(%s, %L::timestamptz + interval ''1 minute'')', :truck, :'d1'), '22023', NULL,
                 'it does not leave then');
SELECT throws_ok(format('SELECT pg_temp.close_truck(%s, ''infinity'')', :free), '22023', NULL, 'nor ever');
SELECT throws_ok(format('SELECT pg_temp.close_truck(%s, now() + interval ''1 second'', %L)', :free, parcels), '22023', NULL, 'not a list: ' || parcels)
FROM unnest('{7,[7],"[{\"shop\": \"x\"}]","[{\"shop\": \"x\", \"parcel\": \"y\", \"z\": 1}]"}'::text[]) AS parcels;

-- Who may.
SELECT throws_ok(format('SELECT pg_temp.close_truck(%s, %L, NULL, ''shop'')', :truck, :'d2'), '42501', NULL, 'not a shop');
SELECT format('CREATE ROLE %I', pg_temp.role('gate')), format('CREATE ROLE %I', pg_temp.role('ours')) \gexec
SELECT count(refusal.grant_membership(pg_temp.role('gate'), 'warehouse', facility => pg_temp.code('SC'))),
       count(refusal.grant_membership(pg_temp.role('ours'), 'warehouse', shop => pg_temp.code('acme'))) \gset granted_
SELECT throws_ok(format('SELECT pg_temp.close_truck(%s, %L, NULL, %L)', :truck, :'d2', role), 'RF005', NULL, 'not the warehouse of ' || why)
FROM (VALUES ('gate', 'another place'), ('ours', 'one shop')) AS v (role, why);
CREATE FUNCTION pg_temp.write(role text, statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    written bigint;
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', pg_temp.role(role));
    EXECUTE statement;
    GET DIAGNOSTICS written = ROW_COUNT;
    RESET ROLE;
    RETURN written;
END
$$;
SELECT throws_ok(format($$SELECT pg_temp.write('gate', 'INSERT INTO refusal.manifest (lane_id, departs_at, from_facility_id, to_facility_id)
    VALUES (%s, now(), %s, %s)')$$, :truck, pg_temp.facility('DEP'), pg_temp.facility('SC')), '42501', NULL, 'nor by hand');
SELECT throws_ok(format($$SELECT pg_temp.write('gate', 'INSERT INTO refusal.manifest_parcel (manifest_id, refusal_id, shop_id, planned, loaded, aboard)
    SELECT %s, refusal_id, shop_id, true, true, false FROM refusal.refusal')$$, :first), '42501', NULL, 'nothing is put on their truck');
SELECT is(pg_temp.write('gate', 'UPDATE refusal.manifest_parcel SET aboard = false'), (SELECT count(*) FROM refusal.manifest_parcel i
    JOIN refusal.manifest m USING (manifest_id) WHERE m.from_facility_id = pg_temp.facility('SC')::integer), 'nor taken off it');
SELECT throws_ok($$SELECT pg_temp.write('shop', 'UPDATE refusal.manifest SET state = ''departed''')$$, '42501', NULL, 'nothing for a shop to write');
SELECT is((SELECT string_agg(DISTINCT kind, ' ') FROM refusal.verify()), 'manifest', 'what is amiss is said');

SELECT * FROM finish();
ROLLBACK;
