-- refusal.cabinet_drop_scenario(): a draft that is not wanted.
BEGIN;
SELECT plan(6);
\set p cdrop
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT scenario_id AS active FROM refusal.scenario JOIN refusal.shop USING (shop_id) WHERE code = pg_temp.code('acme') \gset
SELECT throws_ok(format('SELECT pg_temp.peek(''cabinet_drop_scenario(%s)'', ''nord'')', :active), 'RF004', format('scenario %s does not exist', :active), 'another shop''s is none');
SELECT throws_ok(format('SELECT pg_temp.cabinet(''cabinet_drop_scenario(%s)'')', :active), '55000', NULL, 'one that has decided stays');
SELECT throws_ok('SELECT pg_temp.cabinet(''cabinet_drop_scenario(NULL)'')', '22023', NULL, 'null is none');
SELECT pg_temp.cabinet('cabinet_new_scenario()') ->> 'scenario_id' AS draft \gset
SELECT is(pg_temp.all_of(pg_temp.cabinet(format('cabinet_drop_scenario(%s)', :draft)), 'scenario_id'), :'active', 'a draft goes, the others are left');
SELECT is((SELECT count(*) FROM refusal.rule WHERE scenario_id = :draft), 0::bigint, 'with its rules');
SELECT is(pg_temp.all_of(pg_temp.cabinet('cabinet_scenarios()'), 'scenario_id'), :'active', 'and the other stays');

SELECT * FROM finish();
ROLLBACK;
