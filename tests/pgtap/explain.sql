-- refusal.explain: the example of the documentation, played.
BEGIN;
SELECT plan(22);

INSERT INTO refusal.shop (code, name) VALUES ('ex-shop', 'Shop'), ('ex-other', 'Other');
SELECT shop_id AS shop FROM refusal.shop WHERE code = 'ex-shop' \gset
CREATE ROLE ex_courier;
SELECT refusal.grant_membership('ex_courier', 'courier', 'ex-shop');
CREATE ROLE ex_shop;
SELECT refusal.grant_membership('ex_shop', 'shop', 'ex-shop');
CREATE ROLE ex_other;
SELECT refusal.grant_membership('ex_other', 'shop', 'ex-other');

INSERT INTO refusal.facility (code, name, kind, handling_cost, sorting_cost, active) VALUES
    ('ex-depot', 'Depot', 'depot', 0, 0, true), ('ex-sort', 'Sorting', 'sorting_center', 5, 30, true),
    ('ex-tver', 'Tver', 'fulfilment', 20, 0, true), ('ex-spb', 'Petersburg', 'fulfilment', 20, 0, true),
    ('ex-shut', 'Shut', 'fulfilment', 20, 0, true), ('ex-far', 'Far', 'fulfilment', 0, 0, true);
INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, cost_per_kg, transit_time)
SELECT f.facility_id, t.facility_id, l.cost, l.per_kg, '1 day'
FROM (VALUES ('ex-depot', 'ex-sort', 60, 10), ('ex-sort', 'ex-tver', 40, 0), ('ex-sort', 'ex-spb', 95.60, 0),
             ('ex-sort', 'ex-shut', 1, 0), ('ex-sort', 'ex-far', 1, 0)) l (from_code, to_code, cost, per_kg)
JOIN refusal.facility f ON f.code = l.from_code JOIN refusal.facility t ON t.code = l.to_code;

INSERT INTO refusal.scenario (shop_id, version) VALUES (:shop, 3) RETURNING scenario_id AS scenario \gset
INSERT INTO refusal.rule (scenario_id, name, rank, action, value, category, destinations, needs_sorting, value_loss_rate)
VALUES (:scenario, 'everything else', NULL, 'hold', NULL, NULL, NULL, false, 0),
       (:scenario, 'very dear', 1, 'ask_shop', '[20000,)', NULL, NULL, false, 0),
       (:scenario, 'phones', 2, 'return', NULL, 'phones', '{ex-tver,ex-spb,ex-shut,ex-far}', true, 0.001);
SELECT rule_id AS hold_rule FROM refusal.rule WHERE scenario_id = :scenario AND action = 'hold' \gset
SELECT rule_id AS ask_rule FROM refusal.rule WHERE scenario_id = :scenario AND action = 'ask_shop' \gset
SELECT rule_id AS return_rule FROM refusal.rule WHERE scenario_id = :scenario AND action = 'return' \gset
SELECT status FROM refusal.activate_scenario(:scenario);
UPDATE refusal.facility SET active = false WHERE code = 'ex-shut';
DELETE FROM refusal.lane WHERE to_facility_id = (SELECT facility_id FROM refusal.facility WHERE code = 'ex-far');

INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, category, depot_id)
SELECT s.shop_id, p.number, 2000, p.value, 'phones.smart', f.facility_id
FROM (VALUES ('ex-shop', 'ex-1', 8990), ('ex-shop', 'ex-2', 20000), ('ex-other', 'ex-3', 1)) p (shop, number, value)
JOIN refusal.shop s ON s.code = p.shop JOIN refusal.facility f ON f.code = 'ex-depot';
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price, category)
SELECT parcel_id, 1, 'phone', 1, declared_value, category FROM refusal.parcel WHERE number LIKE 'ex-_';

SET LOCAL ROLE ex_courier;
SELECT refusal_id AS returned FROM refusal.record('ex-shop', 'ex-1', 'refused.no_reason', gen_random_uuid()) \gset
SELECT refusal_id AS asked FROM refusal.record('ex-shop', 'ex-2', 'refused.no_reason', gen_random_uuid()) \gset
SET LOCAL ROLE ex_other;
SELECT refusal_id AS other FROM refusal.record('ex-other', 'ex-3', 'refused.no_reason', gen_random_uuid()) \gset

-- A rule decided.
SET LOCAL ROLE ex_shop;
SELECT refusal.explain(:returned) AS why \gset
SELECT is(:'why'::jsonb ->> 'action', 'return', 'the action');
SELECT is(:'why'::jsonb ->> 'decided_by', 'rule', 'a rule chose it');
SELECT is(:'why'::jsonb -> 'rule', jsonb_build_object('id', :return_rule, 'name', 'phones', 'scenario_version', 3),
          'which rule');
SELECT is(:'why'::jsonb -> 'candidates', jsonb_build_array(
              jsonb_build_object('rule', :ask_rule, 'failed', 'value', 'has', '8990.00', 'wants', '[20000.00,)'),
              jsonb_build_object('rule', :return_rule, 'wins_over', jsonb_build_array(:hold_rule),
                                 'because', format('inside rule %s', :hold_rule)),
              jsonb_build_object('rule', :hold_rule, 'beaten_by', :return_rule,
                                 'because', format('rule %s is inside it', :return_rule))),
          'every rule, and what ruled it out');
SELECT is(:'why'::jsonb -> 'would_change_if', jsonb_build_array(
              jsonb_build_object('field', 'category', 'from', 'phones.smart', 'to', 'unknown', 'rule', :hold_rule,
                                 'action', 'hold'),
              jsonb_build_object('field', 'value', 'from', '8990.00', 'to', '20000.00', 'rule', :ask_rule,
                                 'action', 'ask_shop')),
          'what would have changed it');
SELECT is((:'why'::jsonb -> 'route') - '{legs,arrives_at}'::text[],
          '{"to": "ex-tver", "cost": "192.98",
            "breakdown": {"lanes": "120.00", "handling": "25.00", "sorting": "30.00", "storage": "0.00",
                          "value_loss": "17.98"}}', 'the route and its cost');
SELECT is((SELECT array_agg(leg ->> 'to_facility') FROM jsonb_array_elements(:'why'::jsonb #> '{route,legs}') leg),
          '{ex-sort,ex-tver}', 'the legs in order');
SELECT is(:'why'::jsonb -> 'rejected_destinations',
          '[{"facility": "ex-spb", "cost": "248.58", "because": "dearer by 55.60"},
            {"facility": "ex-far", "because": "no lane leads there"},
            {"facility": "ex-shut", "because": "is not active"}]', 'every other destination, and why not there');

-- Every kopeck of the cost is in the breakdown, whatever the parcel.
RESET ROLE;
INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, category, depot_id)
SELECT :shop, 'ex-many-' || n, 1 + n * 7919 % 30000, 0.01 * (n * 104729 % 1999999), 'phones', f.facility_id
FROM generate_series(1, 300) n, refusal.facility f WHERE f.code = 'ex-depot';
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price, category)
SELECT parcel_id, 1, 'phone', 1, declared_value, category FROM refusal.parcel WHERE number LIKE 'ex-many-%';
CREATE TEMPORARY TABLE many AS
SELECT m.refusal_id, refusal.explain(m.refusal_id) -> 'route' AS route
FROM refusal.record_many((SELECT jsonb_agg(jsonb_build_object('shop', 'ex-shop', 'parcel', number, 'reason', 'refused',
                                                              'request_id', gen_random_uuid()))
                          FROM refusal.parcel WHERE number LIKE 'ex-many-%')) m;
SELECT is((SELECT count(*) FROM many WHERE route ->> 'to' = 'ex-tver'), 300::bigint, 'many are returned');
SELECT is_empty($$SELECT m.* FROM many m JOIN refusal.refusal r USING (refusal_id)
                  WHERE (route ->> 'cost')::numeric IS DISTINCT FROM r.cost_planned
                     OR (SELECT sum(each::numeric) FROM jsonb_each_text(route -> 'breakdown') b (item, each))
                        IS DISTINCT FROM (route ->> 'cost')::numeric$$,
                'each cost is the sum of its parts');
SET LOCAL ROLE ex_shop;

-- The shop decided: against the rule, or where the rule left it to the shop.
SELECT is(refusal.explain(:asked) - '{candidates,would_change_if,alternatives}'::text[],
          jsonb_build_object('action', 'ask_shop', 'decided_by', 'rule', 'route', NULL, 'rejected_destinations', '[]'::jsonb,
                             'rule', jsonb_build_object('id', :ask_rule, 'name', 'very dear', 'scenario_version', 3)),
          'a rule left it to the shop');
SELECT refusal.decide(:asked, 'return', 'ex-spb') IS NOT NULL AS decided \gset
SELECT refusal.explain(:asked) AS why \gset
SELECT is(:'why'::jsonb ->> 'action', 'return', 'what the shop chose');
SELECT is(:'why'::jsonb ->> 'decided_by', 'shop', 'the shop chose it');
SELECT is(:'why'::jsonb -> 'rule_says', jsonb_build_object('action', 'ask_shop', 'rule',
              jsonb_build_object('id', :ask_rule, 'name', 'very dear', 'scenario_version', 3)), 'what the rule said');
SELECT is(:'why'::jsonb ? 'rule', false, 'no rule is named as the one that decided');
SELECT is(:'why'::jsonb #>> '{route,to}', 'ex-spb', 'the route goes where the shop said');
SELECT is(:'why'::jsonb -> 'rejected_destinations', '[]', 'the shop named one destination: none was rejected');

-- No scenario, no rule.
SET LOCAL ROLE ex_other;
SELECT is(refusal.explain(:other) - 'alternatives',
          '{"action": "ask_shop", "decided_by": "system", "blocked_by": "the shop has no active scenario",
            "candidates": [], "would_change_if": [], "route": null, "rejected_destinations": []}',
          'without a scenario there is no rule to name');

SELECT throws_ok(format('SELECT refusal.explain(%s)', :returned), 'RF004',
                 format('refusal %s does not exist', :returned), 'another shop''s refusal does not exist');
SELECT throws_ok('SELECT refusal.explain(-1)', 'RF004', 'refusal -1 does not exist', 'nor does an unknown one');
SELECT throws_ok('SELECT refusal.explain(NULL)', '22023', 'argument "refusal_id" must not be null', 'nor a null one');
RESET ROLE;
UPDATE refusal.lane SET cost_per_parcel = 0
WHERE to_facility_id = (SELECT facility_id FROM refusal.facility WHERE code = 'ex-spb');
SELECT is(refusal.explain(:returned) #>> '{rejected_destinations,0,because}',
          'cheaper by 40.00 since the network has changed', 'a network that changed since is compared as it is now');

SELECT * FROM finish();
ROLLBACK;
