-- refusal.cabinet_activate_scenario(): a draft into force, and the scenario as it is then.
BEGIN;
SELECT plan(8);
\set p cact
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT scenario_id AS active FROM refusal.scenario JOIN refusal.shop USING (shop_id) WHERE code = pg_temp.code('acme') \gset
SELECT throws_ok(format('SELECT pg_temp.peek(''cabinet_activate_scenario(%s)'', ''nord'')', :active), 'RF004', NULL, 'another shop''s is none');
SELECT throws_ok('SELECT pg_temp.cabinet(''cabinet_activate_scenario(NULL)'')', '22023', NULL, 'null is none');
SELECT throws_ok(format('SELECT pg_temp.cabinet(''cabinet_activate_scenario(%s)'')', :active), '55000', NULL, 'one that was in force is not put there again');
SELECT pg_temp.cabinet('cabinet_new_scenario()') ->> 'scenario_id' AS draft \gset
SELECT pg_temp.cabinet(format('cabinet_replace_rules(%s, ''[]'')', :draft)) ->> 'errors' AS errors \gset
SELECT throws_ok(format('SELECT pg_temp.cabinet(''cabinet_activate_scenario(%s)'')', :draft), 'RF007', NULL, 'nor one with errors');
SELECT count(pg_temp.cabinet(format('cabinet_replace_rules(%s, ''[{"name": "wait", "action": "hold", "hold_for": "1 day"}]'')', :draft))) \gset replaced_
SELECT pg_temp.cabinet(format('cabinet_activate_scenario(%s, now() + interval ''1 day'')', :draft)) AS scheduled \gset
SELECT is((:'scheduled'::jsonb ->> 'valid_from')::timestamptz, now() + interval '1 day', 'from then on');
SELECT is(:'scheduled'::jsonb ->> 'status', 'active', 'it is scheduled');
SELECT is(:'scheduled'::jsonb, pg_temp.cabinet(format('cabinet_scenario(%s)', :draft)), 'as cabinet_scenario() tells it');
SELECT is((SELECT count(*) FROM refusal.scenario WHERE scenario_id = :active AND upper(valid) = now() + interval '1 day'), 1::bigint, 'until then the one before goes on');

SELECT * FROM finish();
ROLLBACK;
