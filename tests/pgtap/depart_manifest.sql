-- refusal.depart_manifest(): everything aboard departs in one call. One parcel's error harms no other.
BEGIN;
SELECT plan(22);
\set p mdepart
\ir fixture/world.inc
\ir fixture/manifest.inc

SELECT count(pg_temp.close_truck(:truck, :'d1', pg_temp.list('P-1', 'P-2', 'P-3', 'P-4', 'N-1'))) \gset ignored_
SELECT manifest_id AS m FROM refusal.manifest WHERE lane_id = :truck \gset

-- Between closing and leaving: one is scanned out by itself, another one's shop thinks again.
SELECT is(pg_temp.scan(2, 'DEP', ', direction => ''out''')->>'state', 'in_return_transit', 'scanned out one by one');
SELECT count(pg_temp.call('shop', 'override', r, ', ''hold'', accept_cost => true')) FROM loads WHERE n = 3 \gset ignored_
SELECT is(pg_temp.now_of(r)->>'state', 'held', 'overridden') FROM loads WHERE n = 3;
SELECT throws_ok(format('SELECT pg_temp.unload(%s)', :m), 'RF001', NULL, 'it cannot arrive yet');
SELECT throws_ok(format('SELECT pg_temp.depart(%s, ''supervisor'')', :m), 'RF005', NULL, 'a supervisor drives no truck');
SELECT is((SELECT state FROM refusal.manifest WHERE manifest_id = :m), 'closed', 'so it is still there');
SELECT is(pg_temp.depart(:m), 'N-1 ok in_return_transit, P-1 ok in_return_transit, P-2 ok in_return_transit, P-3 short held RF001, '
          'P-4 ok in_return_transit, P-5 short return_planned', 'all but what may not leave, and what was not loaded');
SELECT is(pg_temp.events_of(r), 'capture plan_return depart', 'one event') FROM loads WHERE n IN (1, 2) ORDER BY n;
SELECT is(pg_temp.now_of(r)->'last_payload', jsonb_build_object('lane', :truck, 'manifest', :m), 'which tells the manifest') FROM loads WHERE n = 1;
SELECT is((SELECT state || ' ' || departed_by FROM refusal.manifest WHERE manifest_id = :m), 'departed ' || pg_temp.role('warehouse'),
          'the truck has left');
SELECT is((SELECT string_agg(concat_ws(' ', departed, aboard), ', ' ORDER BY refusal_id) FROM refusal.manifest_parcel WHERE manifest_id = :m),
          't t, t t, f f, t t, f f, t t', 'and who is aboard');
SELECT is(pg_temp.depart(:m), 'N-1 ok in_return_transit, P-1 ok in_return_transit, P-2 ok in_return_transit, P-3 short held RF001, '
          'P-4 ok in_return_transit, P-5 short return_planned', 'a retry is told the same');
SELECT is(pg_temp.events_of(r), 'capture plan_return depart', 'and does nothing') FROM loads WHERE n = 4;
SELECT throws_ok(format('UPDATE refusal.manifest_parcel SET departed = NOT departed WHERE manifest_id = %s', :m), '55000', NULL,
                 'what has departed has departed');

-- A courier's own van, and who may not.
SELECT is(pg_temp.close_truck(:truck, :'d2', NULL, 'courier'), 'P-5 ok return_planned', 'a courier closes');
SELECT throws_ok(format('SELECT pg_temp.depart(%s, ''supplier'')', :m), '42501', NULL, 'not a supplier');
SELECT is((SELECT pg_temp.depart(manifest_id, 'courier') FROM refusal.manifest WHERE lane_id = :truck AND departs_at = :'d2'),
          'P-5 ok in_return_transit', 'and departs');

-- One has been seen elsewhere, where whoever loads here has no say.
SELECT format('CREATE ROLE %I', pg_temp.role('gate')) \gexec
SELECT count(refusal.grant_membership(pg_temp.role('gate'), 'warehouse', facility => pg_temp.code('DEP'))),
       count(pg_temp.record(n)) FROM generate_series(7, 8) AS n \gset granted_
SELECT manifest_id AS last FROM refusal.close_manifest(:truck, :'d2'::timestamptz + interval '1 hour') LIMIT 1 \gset
SELECT is(pg_temp.scan(8, 'SC')->>'state', 'at_sorting', 'it went without the truck');
SELECT is(pg_temp.depart(:last, 'gate'), 'P-7 ok in_return_transit, P-8 short at_sorting RF005', 'and holds up no other');

SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart', '{"manifest": "Ivan''s"}') FROM loads WHERE n = 1$$, '22023', NULL,
                 'a manifest is a number') WHERE (SELECT count(pg_temp.scan(1, 'SC')) = 1);
SELECT throws_ok('SELECT pg_temp.depart(-1)', 'RF004', 'manifest -1 does not exist', 'no such manifest');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
