-- refusal.cabinet_scenario(): a scenario with its rules, as they are edited.
BEGIN;
SELECT plan(17);
\set p cscen
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT scenario_id AS active FROM refusal.scenario JOIN refusal.shop USING (shop_id) WHERE code = pg_temp.code('acme') \gset
SELECT throws_ok(format('SELECT pg_temp.peek(''cabinet_scenario(%s)'', ''nord'')', :active), 'RF004', format('scenario %s does not exist', :active), 'another shop''s is none');
SELECT throws_ok('SELECT pg_temp.cabinet(''cabinet_scenario(-1)'')', 'RF004', NULL, 'nor is one that is not there');
SELECT throws_ok('SELECT pg_temp.cabinet(''cabinet_scenario(NULL)'')', '22023', NULL, 'nor null');

INSERT INTO refusal.scenario (shop_id, version) SELECT shop_id, 2 FROM refusal.shop WHERE code = pg_temp.code('acme') RETURNING scenario_id AS draft \gset
INSERT INTO refusal.rule (scenario_id, name, rank, reason, category, region, outcome, supplier, facility, payment, value, weight, attempt, weekdays, courier,
    action, destinations, destination_kind, needs_sorting, hold_for, decide_within, default_action, attempt_cap, redeliver_margin, value_loss_rate, notify_recipient, notify_template)
VALUES (:draft, 'all of it', 1, 'refused', 'home', 'ru', 'full', 'lumen', 'cscen-DEP', 'cod', '(10000,20000]', '[500,1000)', '[2,)', '{6,7}', 'ivan', 'redeliver', '{cscen-FF}', 'fulfilment',
        true, '1 day 2 hours', '90 minutes', 'return', 3, -50, 0.001, true, 'sorry'),
       (:draft, 'open ends', 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[0.001,99.995)', '(,5]', NULL, NULL, NULL, 'hold', NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, 0, false, NULL),
       (:draft, 'nothing matches', 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'empty', 'empty', 'empty', NULL, NULL, 'hold', NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, 0, false, NULL),
       (:draft, 'the rest', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'return', '{cscen-FF}', NULL, false, NULL, NULL, NULL, NULL, NULL, 0, false, NULL);
SELECT pg_temp.cabinet(format('cabinet_scenario(%s)', :draft)) AS draft_as_told \gset
SELECT is((:'draft_as_told'::jsonb - 'rules') - 'findings', (pg_temp.cabinet('cabinet_scenarios()') -> 0) - 'rules', 'what cabinet_scenarios() says of it');
SELECT is((:'draft_as_told'::jsonb #> '{rules,0}') - 'rule_id', '{"name": "all of it", "rank": 1, "reason": "refused", "category": "home", "region": "ru", "outcome": "full", "supplier": "lumen",
    "facility": "cscen-DEP", "payment": "cod", "value_from": "10000.01", "value_to": "20000.00", "weight_from": 500, "weight_to": 999, "attempt_from": 2, "attempt_to": null, "weekdays": [6, 7],
    "courier": "ivan", "action": "redeliver", "destinations": ["cscen-FF"], "destination_kind": "fulfilment", "needs_sorting": true, "hold_for": "P1DT2H", "decide_within": "PT1H30M",
    "default_action": "return", "attempt_cap": 3, "redeliver_margin": "-50.00", "value_loss_rate": "0.001", "notify_recipient": true, "notify_template": "sorry"}', 'a rule with everything');
SELECT is((SELECT string_agg(key, ' ' ORDER BY key) FROM jsonb_each(:'draft_as_told'::jsonb #> '{rules,3}') WHERE value = 'null'), (SELECT string_agg(key, ' ' ORDER BY key)
    FROM jsonb_object_keys(:'draft_as_told'::jsonb #> '{rules,3}') AS key WHERE key NOT IN ('rule_id', 'name', 'action', 'destinations', 'needs_sorting', 'value_loss_rate', 'notify_recipient')),
    'what is not said is null');
SELECT is(:'draft_as_told'::jsonb #>> ARRAY['rules', n::text, key], told, format('rule %s, %s', n, key))
FROM (VALUES (1, 'value_from', '0.01'), (1, 'value_to', '99.99'), (1, 'weight_to', '5'), (2, 'value_from', '1.00'), (2, 'value_to', '0.00'), (2, 'weight_from', '1'), (2, 'weight_to', '0'),
             (2, 'attempt_to', '0')) AS t (n, key, told);
SELECT is(:'draft_as_told'::jsonb -> 'findings', (SELECT jsonb_agg(f ORDER BY f ->> 'severity', f ->> 'finding', (f -> 'rule_a')::text::integer, f ->> 'rule_b')
    FROM pg_temp.all_as('shop', format('SELECT * FROM refusal.lint_scenario(%s)', :draft)) AS f), 'the findings are lint_scenario()''s');
SELECT ok(jsonb_array_length(:'draft_as_told'::jsonb -> 'findings') >= 3, 'of which there are some');
SELECT is(pg_temp.all_of(:'draft_as_told'::jsonb -> 'rules', 'name'), 'all of it open ends nothing matches the rest', 'by rank, what has none at the end');

SELECT * FROM finish();
ROLLBACK;
