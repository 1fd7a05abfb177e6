-- refusal.cabinet_scenarios(): a shop's scenarios, and how well they are.
BEGIN;
SELECT plan(6);
\set p cscens
\ir fixture/world.inc
\ir fixture/cabinet.inc

INSERT INTO refusal.scenario (shop_id, version) SELECT shop_id, 2 FROM refusal.shop WHERE code = pg_temp.code('acme') RETURNING scenario_id AS draft \gset
INSERT INTO refusal.rule (scenario_id, name, action, destinations, reason) VALUES (:draft, 'some', 'return', '{nowhere}', 'refused'), (:draft, 'wait', 'hold', NULL, 'undeliverable');
SELECT is(pg_temp.peek('cabinet_scenarios()', 'nord'), '[]', 'another shop has none');
SELECT pg_temp.cabinet('cabinet_scenarios()') AS list \gset
SELECT is(pg_temp.all_of(:'list', 'version'), '2 1', 'the newest first');
SELECT is(:'list'::jsonb -> 0, jsonb_build_object('scenario_id', :draft, 'version', 2, 'status', 'draft', 'valid_from', NULL, 'valid_until', NULL, 'rules', 2,
    'errors', (SELECT count(*) FROM refusal.lint_scenario(:draft) WHERE severity = 'error'),
    'warnings', (SELECT count(*) FROM refusal.lint_scenario(:draft) WHERE severity = 'warning')), 'a draft, with what is wrong');
SELECT ok((:'list'::jsonb #>> '{0,errors}')::integer > 0 AND (:'list'::jsonb #>> '{0,warnings}')::integer > 0, 'which is something');
SELECT is((:'list'::jsonb -> 1) - '{scenario_id,warnings}'::text[], jsonb_build_object('version', 1, 'status', 'active', 'valid_from', now(), 'valid_until', NULL, 'rules', 9, 'errors', 0), 'the one in force');
-- What was in force once is not looked at any more, whatever has become of its places.
DELETE FROM refusal.rule WHERE scenario_id = :draft;
INSERT INTO refusal.rule (scenario_id, name, action) VALUES (:draft, 'wait', 'hold');
SELECT count(refusal.activate_scenario(:draft, clock_timestamp())) \gset activated_
UPDATE refusal.facility SET active = false WHERE code = pg_temp.code('ST');
SELECT is(pg_temp.all_of(pg_temp.cabinet('cabinet_scenarios()'), 'status') || ' ' || pg_temp.all_of(pg_temp.cabinet('cabinet_scenarios()'), 'errors'), 'active retired 0 0', 'of a retired one no errors are told');

SELECT * FROM finish();
ROLLBACK;
