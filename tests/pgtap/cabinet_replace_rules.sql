-- refusal.cabinet_replace_rules(): the table of rules, written back.
BEGIN;
SELECT plan(26);
\set p crules
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT scenario_id AS active FROM refusal.scenario JOIN refusal.shop USING (shop_id) WHERE code = pg_temp.code('acme') \gset
SELECT throws_ok(format('SELECT pg_temp.peek(''cabinet_replace_rules(%s, ''''[]'''')'', ''nord'')', :active), 'RF004', NULL, 'another shop''s is none');
SELECT pg_temp.cabinet('cabinet_new_scenario()') ->> 'scenario_id' AS draft \gset
-- What a rule may have, at its edges.
INSERT INTO refusal.rule (scenario_id, name, rank, value, weight, attempt, weekdays, action, hold_for, value_loss_rate)
VALUES (:draft, 'edges', 3, '(10000,)', '[5,5]', '[1,2]', '{1,7}', 'hold', '1 day 00:00:01.5', 0.00000001), (:draft, 'empty', 4, 'empty', '(,9]', 'empty', NULL, 'hold', '0', 1);
CREATE TEMPORARY TABLE before AS
SELECT rule_id, to_jsonb(u) - '{value,weight,attempt}'::text[] AS rule, weight, attempt FROM refusal.rule u WHERE scenario_id = :draft;

CREATE FUNCTION pg_temp.replace(scenario integer, rules jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.cabinet(format('cabinet_replace_rules(%s, %L)', scenario, rules))
$$;
CREATE FUNCTION pg_temp.rules(scenario integer) RETURNS jsonb LANGUAGE sql AS $$ SELECT pg_temp.cabinet(format('cabinet_scenario(%s)', scenario)) -> 'rules' $$;

SELECT is(pg_temp.replace(:draft, pg_temp.rules(:draft)), pg_temp.cabinet(format('cabinet_scenario(%s)', :draft)), 'written back as they were read, they are told alike');
SELECT results_eq(format('SELECT rule_id, to_jsonb(u) - ''{value,weight,attempt}''::text[], weight, attempt FROM refusal.rule u WHERE scenario_id = %s ORDER BY rule_id', :draft),
                  'SELECT rule_id, rule, weight, attempt FROM before ORDER BY rule_id', 'and are the same rules');
SELECT is((SELECT value::text FROM refusal.rule WHERE scenario_id = :draft AND name = 'edges'), '[10000.01,)', 'no amount is between the ones and the others');

-- One stays, one is changed, one is new, the others go.
SELECT pg_temp.rules(:draft) AS rules \gset
SELECT rule ->> 'rule_id' AS kept FROM jsonb_array_elements(:'rules') AS rule WHERE rule ->> 'name' = 'everything else' \gset
SELECT rule ->> 'rule_id' AS changed FROM jsonb_array_elements(:'rules') AS rule WHERE rule ->> 'name' = 'late: ask' \gset
SELECT pg_temp.replace(:draft, (SELECT jsonb_agg(rule) FROM jsonb_array_elements(:'rules') AS rule WHERE (rule ->> 'rule_id') = :'kept')
    || jsonb_build_object('rule_id', :changed, 'name', 'late: wait', 'rank', 7, 'reason', 'refused.late', 'action', 'hold', 'hold_for', '2 days')
    || '{"name": "cheap", "rank": 1, "value_to": 500, "weight_from": "100", "action": "return", "destinations": ["crules-FF"], "redeliver_margin": null}') AS replaced \gset
SELECT is(pg_temp.all_of(:'replaced'::jsonb -> 'rules', 'name'), 'cheap late: wait everything else', 'what is there now');
SELECT is(:'replaced'::jsonb #>> '{rules,1,rule_id}', :'changed', 'a rule that was changed is the same');
SELECT ok((:'replaced'::jsonb #>> '{rules,0,rule_id}')::integer > :changed::integer, 'a new one has a number of its own');
SELECT is(:'replaced'::jsonb #>> '{rules,0,value_to}', '500.00', 'numbers may be numbers');
SELECT is(:'replaced'::jsonb #>> '{rules,1,hold_for}', 'P2D', 'and a time span be written as it is spoken');
SELECT is(:'replaced'::jsonb -> 'findings', '[]', 'with what is wrong with them: nothing');
SELECT is(pg_temp.replace(:draft, '[{"name": "never", "value_from": 5, "value_to": 4, "action": "hold"}]') #>> '{findings,0,finding}', 'empty_condition', 'a range that ends before it begins is for lint to find');
SELECT is(pg_temp.replace(:draft, '[]') -> 'rules', '[]', 'or none at all');

SELECT throws_ok(format('SELECT pg_temp.replace(%s, %s)', :draft, coalesce(quote_literal(rules), 'NULL')), code, NULL, coalesce(rules, 'null'))
FROM (VALUES (NULL, '22023'), ('{}', '22023'), ('7', '22023'), ('[7]', '22023'), ('[[]]', '22023'), ('[{"action": "hold"}]', '23502'), ('[{"name": "x", "action": "burn"}]', '23514'),
    ('[{"name": "x", "action": "hold", "reason": "refused.whim"}]', '23503'), ('[{"name": "x", "action": "hold", "weight_from": "heavy"}]', '22P02'),
    ('[{"name": "x", "action": "hold", "rule_id": -1}]', 'RF004')) AS t (rules, code);
SELECT throws_ok(format('SELECT pg_temp.replace(%s, ''[{"name": "x", "action": "hold", "rule_id": %s}]'')', :draft, (SELECT min(rule_id) FROM refusal.rule WHERE scenario_id = :active)), 'RF004', NULL,
                 'a rule of another scenario is not its own');
SELECT pg_temp.replace(:draft, '[{"name": "x", "action": "hold"}]') #>> '{rules,0,rule_id}' AS one \gset
SELECT throws_ok(format('SELECT pg_temp.replace(%s, ''[{"name": "x", "action": "hold", "rule_id": %s}, {"name": "y", "action": "hold", "rule_id": %2$s}]'')', :draft, :one), 'RF004', NULL, 'nor is one there twice');
SELECT throws_ok(format('SELECT pg_temp.replace(%s, ''[]'')', :active), '55000', NULL, 'what was activated stays');
SELECT is(pg_temp.all_of(pg_temp.rules(:draft), 'name'), 'x', 'what fails changes nothing');

SELECT * FROM finish();
ROLLBACK;
