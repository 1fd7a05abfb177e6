-- refusal.arrive_manifest(): what was found is scanned in, what was not is short, what nobody sent is surplus.
BEGIN;
SELECT plan(26);
\set p marrive
\ir fixture/world.inc
\ir fixture/manifest.inc

SELECT count(pg_temp.close_truck(:truck, :'d1', pg_temp.list('P-1', 'P-2', 'P-3', 'N-1'))) \gset ignored_
SELECT manifest_id AS m FROM refusal.manifest WHERE lane_id = :truck \gset
SELECT count(pg_temp.depart(:m)) \gset ignored_
SELECT throws_ok(format('SELECT pg_temp.unload(%s, NULL, ''courier'')', :m), 'RF005', NULL, 'a courier unloads nothing');
SELECT is((SELECT state FROM refusal.manifest WHERE manifest_id = :m), 'departed', 'and nothing is short for that');
SELECT is(pg_temp.unload(:m, pg_temp.list('P-1', 'P-2', 'P-5', 'N-1', 'N-1', 'P-20', 'P-99')),
          'N-1 ok at_sorting, P-1 ok at_sorting, P-2 ok at_sorting, P-20 surplus RF004, P-3 short in_return_transit, '
          'P-5 surplus at_sorting, P-99 surplus RF004', 'found, short, surplus, and what nobody refused');
SELECT is(pg_temp.events_of(r), e, 'events of ' || n) FROM loads JOIN (VALUES (1, 'capture plan_return depart arrive'),
    (3, 'capture plan_return depart'), (5, 'capture plan_return arrive')) AS v (i, e) ON i = n ORDER BY n;
SELECT is(pg_temp.unload(:m, pg_temp.list('P-1', 'P-2', 'P-5', 'N-1', 'N-1', 'P-20', 'P-99')),
          'N-1 ok at_sorting, P-1 ok at_sorting, P-2 ok at_sorting, P-20 surplus RF004, P-3 short in_return_transit, '
          'P-5 surplus at_sorting, P-99 surplus RF004', 'a retry is told the same');
SELECT is(pg_temp.events_of(r), 'capture plan_return depart arrive', 'and does nothing') FROM loads WHERE n = 1;
SELECT throws_ok(format('SELECT pg_temp.unload(%s)', :m), 'RF008', NULL, 'another list is too late');
SELECT is((SELECT state || ' ' || arrived_by FROM refusal.manifest WHERE manifest_id = :m), 'arrived ' || pg_temp.role('warehouse'),
          'the truck is there');
SELECT throws_ok(format('UPDATE refusal.manifest_parcel SET aboard = false WHERE manifest_id = %s', :m), '55000', NULL, 'and done with');
SELECT is(pg_temp.scan(3, 'SC')->>'state', 'at_sorting', 'what was short may be found by a scan');
SELECT is(pg_temp.depart(:m), 'N-1 ok at_sorting, P-1 ok at_sorting, P-2 ok at_sorting, P-3 ok at_sorting, '
          'P-4 short return_planned, P-5 short at_sorting', 'what departed may still be asked');

-- The paper.
SELECT is((SELECT string_agg(concat_ws(' ', d->>'parcel', d->>'from_name', d->>'to_name', d->>'weight_grams', d->>'lines', d->>'quantity',
               d->>'parcels_total', d->>'value_total'), ', ' ORDER BY d->>'parcel')
           FROM pg_temp.all_as('warehouse', format('SELECT * FROM refusal.manifest_document WHERE manifest_id = %s', :m)) AS d),
          'N-1 DEP SC 1000 2 4 4 2000.00, P-1 DEP SC 1000 2 4 4 2000.00, P-2 DEP SC 1000 2 4 4 2000.00, P-3 DEP SC 1000 2 4 4 2000.00',
          'what the paper says, with totals');
SELECT is((SELECT string_agg(concat_ws(' ', d->>'parcel', d->>'parcels_total'), ', ') FROM pg_temp.all_as('nord', 'SELECT * FROM refusal.manifest_document') AS d),
          'N-1 1', 'a shop: its own parcels');
SELECT is(pg_temp.one_as('nord', 'SELECT count(*) AS n FROM refusal.manifest_parcel')->>'n', '1', 'and of the list its own rows');
SELECT is(pg_temp.one_as('nord', 'SELECT count(*) AS n FROM refusal.manifest')->>'n', '1', 'the truck that carried one');
SELECT hasnt_column('refusal', 'manifest_document', 'recipient', 'no personal data');

-- All that departed, by which events the kind of the destination says; and a shop without a part in it.
SELECT count(pg_temp.fire('warehouse', r, 'sort')) FROM loads WHERE n IN (1, 2) \gset ignored_
SELECT lane_id AS next FROM refusal.lane
WHERE from_facility_id = pg_temp.facility('SC')::integer AND to_facility_id = pg_temp.facility('FF')::integer \gset
SELECT is(pg_temp.close_truck(:next, :'d2', pg_temp.list('P-1', 'P-2')),
          'N-1 short at_sorting, P-1 ok at_sorting, P-2 ok at_sorting, P-3 short at_sorting, P-5 short at_sorting', 'the next leg');
SELECT manifest_id AS n FROM refusal.manifest WHERE lane_id = :next \gset
SELECT is(pg_temp.one_as('nord', 'SELECT count(*) AS n FROM refusal.manifest_document WHERE manifest_id = ' || :n)->>'n', '0', 'nothing of theirs on it');
SELECT count(pg_temp.depart(:n)) \gset ignored_
SELECT format('CREATE ROLE %I', pg_temp.role('gate')) \gexec
SELECT count(refusal.grant_membership(pg_temp.role('gate'), 'warehouse', facility => pg_temp.code('SC'))) \gset granted_
SELECT throws_ok(format('SELECT pg_temp.unload(%s, NULL, ''gate'')', :n), 'RF005', NULL, 'not where it is not');
SELECT is(pg_temp.unload(:n), 'P-1 ok at_sorting, P-2 ok at_sorting', 'without a list: all that departed');
SELECT is(pg_temp.events_of(r), 'capture plan_return depart arrive sort depart arrive', 'to the end') FROM loads WHERE n = 2;
SELECT throws_ok('SELECT pg_temp.unload(-1)', 'RF004', 'manifest -1 does not exist', 'no such manifest');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');
SET LOCAL session_replication_role = replica;
UPDATE refusal.manifest_parcel SET aboard = loaded WHERE manifest_id = :m;
SELECT is((SELECT string_agg(DISTINCT kind, ' ') FROM refusal.verify()), 'manifest', 'and verify() sees a parcel aboard a truck that has arrived');

SELECT * FROM finish();
ROLLBACK;
