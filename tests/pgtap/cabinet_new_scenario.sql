-- refusal.cabinet_new_scenario(): a draft with the rules of another scenario.
BEGIN;
SELECT plan(12);
\set p cnew
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT scenario_id AS active FROM refusal.scenario JOIN refusal.shop USING (shop_id) WHERE code = pg_temp.code('acme') \gset
SELECT is(pg_temp.peek('cabinet_new_scenario()', 'nord') - 'scenario_id', '{"version": 1, "status": "draft", "valid_from": null, "valid_until": null, "rules": 0, "errors": 2, "warnings": 0}',
          'a shop''s first, with no rules to copy');
SELECT throws_ok(format('SELECT pg_temp.peek(''cabinet_new_scenario(%s)'', ''nord'')', :active), 'RF004', NULL, 'another shop''s is not copied');
SELECT throws_ok('SELECT pg_temp.cabinet(''cabinet_new_scenario(-1)'')', 'RF004', 'scenario -1 does not exist', 'nor what is not there');

CREATE FUNCTION pg_temp.rules(scenario integer) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_agg(to_jsonb(u) - '{rule_id,scenario_id}'::text[] ORDER BY rule_id) FROM refusal.rule u WHERE scenario_id = scenario
$$;
SELECT pg_temp.cabinet('cabinet_new_scenario()') AS made \gset
SELECT is(:'made'::jsonb ->> 'version', '2', 'the next version');
SELECT is(:'made'::jsonb ->> 'status', 'draft', 'a draft');
SELECT is(pg_temp.rules((:'made'::jsonb ->> 'scenario_id')::integer), pg_temp.rules(:active), 'with the rules in force, whole and in their order');
DELETE FROM refusal.rule WHERE scenario_id = (:'made'::jsonb ->> 'scenario_id')::integer AND name <> 'everything else';
SELECT pg_temp.cabinet(format('cabinet_new_scenario(%s)', :'made'::jsonb ->> 'scenario_id')) AS next \gset
SELECT is(:'next'::jsonb ->> 'version', '3', 'another version');
SELECT is(pg_temp.rules((:'next'::jsonb ->> 'scenario_id')::integer), pg_temp.rules((:'made'::jsonb ->> 'scenario_id')::integer), 'of a draft');
SELECT is(pg_temp.cabinet('cabinet_new_scenario()') -> 'rules', '9', 'of those in force, again');

-- In force is what is now, not what is to come.
SELECT count(refusal.activate_scenario((:'next'::jsonb ->> 'scenario_id')::integer, now() + interval '1 day')),
       count(refusal.activate_scenario((:'made'::jsonb ->> 'scenario_id')::integer, now() + interval '2 days')) \gset activated_
SELECT pg_temp.cabinet('cabinet_new_scenario()') AS now \gset
SELECT is(:'now'::jsonb -> 'rules', '9', 'not of what is scheduled');
DELETE FROM refusal.rule WHERE scenario_id = (:'now'::jsonb ->> 'scenario_id')::integer AND name NOT IN ('everything else', 'late: ask');
SELECT count(refusal.activate_scenario((:'now'::jsonb ->> 'scenario_id')::integer)) \gset activated_
SELECT is(pg_temp.cabinet('cabinet_new_scenario()') -> 'rules', '2', 'nor of what was in force, or will be');
SELECT is(pg_temp.cabinet('cabinet_new_scenario()') -> 'version', '7', 'one more');

SELECT * FROM finish();
ROLLBACK;
