-- lint_scenario(): every finding, and that its witness is decided by the live path as the finding says.
BEGIN;
SELECT plan(60);

INSERT INTO refusal.shop (code, name, timezone) VALUES ('ls-ours', 'Ours', 'UTC'), ('ls-theirs', 'Theirs', 'UTC');
SELECT shop_id AS ours FROM refusal.shop WHERE code = 'ls-ours' \gset
SELECT shop_id AS theirs FROM refusal.shop WHERE code = 'ls-theirs' \gset
CREATE ROLE ls_shop;
SELECT refusal.grant_membership('ls_shop', 'shop', 'ls-ours') \gset ignored_
CREATE ROLE ls_supervisor;
SELECT refusal.grant_membership('ls_supervisor', 'supervisor') \gset ignored_
CREATE ROLE ls_courier;
SELECT refusal.grant_membership('ls_courier', 'courier', 'ls-ours') \gset ignored_

INSERT INTO refusal.facility (code, name, kind, shop_id, active, supplier) VALUES
    ('ls-depot', 'Depot', 'depot', NULL, true, NULL), ('ls-remote', 'Remote', 'depot', NULL, true, NULL),
    ('ls-sort', 'Sorting', 'sorting_center', NULL, true, NULL), ('ls-ff', 'Fulfilment', 'fulfilment', NULL, true, NULL),
    ('ls-store', 'Store', 'storage', NULL, true, NULL), ('ls-island', 'Island', 'storage', NULL, true, NULL),
    ('ls-closed', 'Closed', 'storage', NULL, false, NULL), ('ls-foreign', 'Foreign', 'storage', :theirs, true, NULL),
    ('ls-via', 'Theirs on the way', 'depot', :theirs, true, NULL), ('ls-beyond', 'Beyond', 'shop', NULL, true, NULL),
    ('ls-lumen', 'Lumen', 'supplier', NULL, true, 'lumen');
INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, transit_time)
SELECT f.facility_id, t.facility_id, 1, '1 day'
FROM (VALUES ('ls-depot', 'ls-sort'), ('ls-sort', 'ls-ff'), ('ls-depot', 'ls-store'), ('ls-depot', 'ls-via'),
             ('ls-via', 'ls-beyond'), ('ls-depot', 'ls-lumen')) AS l (a, b)
JOIN refusal.facility f ON f.code = l.a JOIN refusal.facility t ON t.code = l.b;

-- A draft of one rule per element: {"column": value, …}; the action is ask_shop, to be answered within the hour.
CREATE FUNCTION pg_temp.draft(rules jsonb, shop integer DEFAULT NULL) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    owner integer := coalesce(shop, (SELECT shop_id FROM refusal.shop WHERE code = 'ls-ours'));
    created integer;
BEGIN
    INSERT INTO refusal.scenario (shop_id, version)
    SELECT owner, 1 + coalesce(max(version), 0) FROM refusal.scenario WHERE shop_id = owner
    RETURNING scenario_id INTO created;
    INSERT INTO refusal.rule (scenario_id, name, rank, action, default_action, decide_within, hold_for, reason, category, region,
        outcome, supplier, facility, payment, value, weight, attempt, weekdays, courier, destinations, destination_kind,
        needs_sorting, attempt_cap)
    SELECT created, chr(64 + n::integer), r.rank, coalesce(r.action, 'ask_shop'), r.default_action,
        CASE WHEN each ? 'decide_within' THEN r.decide_within ELSE '1 hour' END, r.hold_for, r.reason, r.category, r.region,
        r.outcome, r.supplier, r.facility, r.payment, r.value, r.weight, r.attempt, r.weekdays, r.courier, r.destinations,
        r.destination_kind, coalesce(r.needs_sorting, false), r.attempt_cap
    FROM jsonb_array_elements(rules) WITH ORDINALITY AS given (each, n),
        jsonb_populate_record(NULL::refusal.rule, each) AS r
    ORDER BY n;
    RETURN created;
END
$$;
-- The findings of a draft, the rules by their letters: 'error conflict A B'.
CREATE FUNCTION pg_temp.findings(rules jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    draft integer := pg_temp.draft(rules);
BEGIN
    RETURN (SELECT coalesce(string_agg(concat_ws(' ', severity, finding, a.name, b.name), ', '
                                       ORDER BY severity, finding, a.name, b.name), 'none')
            FROM refusal.lint_scenario(draft) AS l
            LEFT JOIN refusal.rule a ON a.rule_id = l.rule_a LEFT JOIN refusal.rule b ON b.rule_id = l.rule_b);
END
$$;

SELECT is(pg_temp.findings(rules::jsonb), expected, description)
FROM (VALUES
    ('[{}]', 'none', 'nothing is wrong with one rule'),
    ('[]', 'error gap, error no_catch_all', 'no rule'),
    ('[{"payment":"cod"},{"payment":"prepaid"}]', 'error no_catch_all', 'a whole without a catch-all'),
    ('[{},{"value":"[0,)","rank":1,"action":"hold","hold_for":"1 day"}]', 'error second_catch_all B A, warning never_wins A B',
     'two catch-alls'),
    -- Conflicts.
    ('[{},{"reason":"refused","action":"hold","hold_for":"1 day"},{"payment":"cod"}]', 'error conflict B C', 'a conflict'),
    ('[{},{"reason":"refused","action":"hold","hold_for":"1 day","rank":1},{"payment":"cod","rank":1}]',
     'error conflict B C', 'of equal ranks'),
    ('[{},{"reason":"refused","action":"hold","hold_for":"1 day","rank":1},{"payment":"cod"}]', 'none', 'settled by rank'),
    ('[{},{"reason":"refused","action":"hold","hold_for":"1 day"},{"payment":"cod"},
       {"reason":"refused","payment":"cod"}]', 'none', 'settled by a rule inside both'),
    ('[{},{"reason":"refused","action":"hold","hold_for":"1 day"},{"payment":"cod"},
       {"reason":"refused","payment":"cod","value":"[0,100]"},{"reason":"refused","payment":"cod","value":"[100,)"}]',
     'warning overlap D E', 'settled by two inside both that leave nothing'),
    ('[{},{"reason":"refused","action":"hold","hold_for":"1 day"},{"payment":"cod"},
       {"reason":"refused","payment":"cod","value":"[0,100)"},{"reason":"refused","payment":"cod","value":"(100,)"}]',
     'error conflict B C', 'but not when they leave one kopeck'),
    ('[{},{"reason":"refused","action":"hold","hold_for":"1 day"},{"reason":"carrier"}]', 'none', 'apart'),
    ('[{},{"weekdays":[1,2],"action":"hold","hold_for":"1 day"},{"weekdays":[2,3]}]', 'error conflict B C', 'on a Tuesday'),
    ('[{},{"reason":"refused","category":"a","rank":5},{"payment":"cod","region":"r","action":"hold","hold_for":"1 day","rank":5},
       {"payment":"cod","category":"a","rank":1}]', 'warning conflict B C', 'where a third rule wins as things are'),
    ('[{},{"reason":"refused"},{"payment":"cod"}]', 'warning overlap B C', 'two that say the same'),
    -- Never.
    ('[{},{"value":"empty"}]', 'error empty_condition B, warning never_wins B', 'an empty range'),
    ('[{},{"reason":"refused","rank":1},{"reason":"refused","rank":2}]', 'warning never_wins C B', 'the same conditions, later'),
    ('[{},{"payment":"cod"},{"payment":"prepaid"}]', 'warning never_wins A C', 'a catch-all of which nothing is left'),
    ('[{},{"category":"a","rank":2},{"category":"a","payment":"cod"},{"category":"a","payment":"prepaid"}]',
     'warning never_wins B D', 'shadowed by two together'),
    -- Whether no reason is left is known: they are all listed.
    ('[{},{"reason":"refused"},{"reason":"undeliverable"},{"reason":"administrative"},{"reason":"carrier"}]',
     'warning never_wins A D', 'a catch-all that is left no reason'),
    ('[{},{"reason":"refused"},{"reason":"undeliverable"},{"reason":"administrative"}]', 'none', 'or one'),
    -- What cannot be done.
    ('[{"action":"return"}]', 'error no_destination A', 'a return to nowhere'),
    ('[{"default_action":"return"}]', 'error no_destination A', 'by default'),
    ('[{"default_action":"dispose"}]', 'error impossible_default A', 'what waits for the shop is not disposed of'),
    ('[{"action":"hold","hold_for":"1 day","default_action":"dispose"}]', 'warning impossible_default A', 'nor what is held'),
    ('[{"default_action":"redeliver","attempt_cap":1}]', 'error impossible_default A', 'no attempt is left for the default'),
    ('[{"default_action":"redeliver","attempt_cap":2}]', 'none', 'one is'),
    ('[{},{"attempt":"[3,)","action":"redeliver","attempt_cap":3}]', 'warning attempts_spent B', 'no attempt is left'),
    ('[{"action":"hold"}]', 'warning endless_wait A', 'a hold without an end'),
    ('[{"decide_within":null}]', 'warning endless_wait A', 'a question without a deadline'),
    -- Destinations.
    ('[{"action":"return","destinations":["ls-ff","ls-store"]}]', 'warning unreachable_destination A',
     'from a depot no way leads to any'),
    ('[{"facility":"ls-depot","action":"return","destinations":["ls-ff","ls-store"]},{}]', 'none', 'from another one does'),
    ('[{"facility":"ls-remote","action":"return","destinations":["ls-ff"]},{}]', 'error unreachable_destination A',
     'the only facility it can meet'),
    ('[{"facility":"ls-remote","action":"return","destinations":["ls-remote"]},{}]', 'none', 'it is there already'),
    ('[{"facility":"ls-depot","action":"return","destinations":["ls-ff","ls-island"]},{}]',
     'error unreachable_destination A', 'one of two is an island'),
    ('[{"action":"return","destinations":["ls-island"]}]', 'error unreachable_destination A', 'an island from anywhere'),
    ('[{"facility":"ls-depot","action":"return","destinations":["ls-beyond"]},{}]', 'error unreachable_destination A',
     'another shop''s facility is not passed'),
    ('[{"facility":"ls-depot","action":"return","destinations":["ls-ff"],"needs_sorting":true},{}]', 'none', 'sorted on the way'),
    ('[{"facility":"ls-depot","action":"return","destinations":["ls-store"],"needs_sorting":true},{}]',
     'error unreachable_destination A', 'no sorting center on the way'),
    ('[{"facility":"ls-depot","action":"return","destination_kind":"storage"},{}]', 'none', 'of a kind one is enough'),
    ('[{"facility":"ls-remote","action":"return","destination_kind":"storage"},{}]', 'error unreachable_destination A', 'but one'),
    ('[{"action":"return","destination_kind":"pickup_point"}]', 'error no_destination A', 'a kind of which there is none'),
    ('[{"action":"return","destinations":["ls-none"]}]', 'error unknown_destination A', 'unknown'),
    ('[{"action":"return","destinations":["ls-foreign"]}]', 'error unknown_destination A', 'another shop''s'),
    ('[{"action":"return","destinations":["ls-closed"]}]', 'error inactive_destination A', 'closed'),
    ('[{"destinations":["ls-closed"]}]', 'error inactive_destination A', 'also where the shop is asked first'),
    ('[{"action":"return","destinations":["ls-ff"],"destination_kind":"storage"}]', 'error no_destination A', 'of another kind'),
    ('[{"facility":"ls-depot","supplier":"lumen","action":"return","destination_kind":"supplier"},{}]', 'none', 'the supplier'),
    ('[{"facility":"ls-depot","supplier":"umbra","action":"return","destination_kind":"supplier"},{}]', 'error no_destination A',
     'a supplier without a facility'),
    ('[{"facility":"ls-nowhere","action":"return","destinations":["ls-ff"]},{}]', 'warning unknown_facility A',
     'a facility that does not exist is met by none')
) AS given (rules, expected, description);

-- The witness, under the names of the conditions and as explain() writes them.
SELECT is(witness, '{"reason": "refused", "category": "goods.phones", "region": null, "outcome": "partial", "supplier": null,
                     "facility": null, "payment": "cod", "value": "100.01", "weight": "500", "attempt": "2", "weekdays": "2",
                     "courier": "petrov"}', 'a witness names every field')
FROM refusal.lint_scenario(pg_temp.draft('[{},
    {"reason":"refused","category":"goods.phones","outcome":"partial","value":"(100,)","attempt":"[2,5)","weekdays":[2,3]},
    {"payment":"cod","weight":"[500,)","courier":"petrov","action":"hold","hold_for":"1 day","weekdays":[1,2]}]'));
SELECT is(witness ->> 'reason', 'administrative', 'a reason no rule names is a real one')
FROM refusal.lint_scenario(pg_temp.draft('[{"reason":"refused"},{"reason":"undeliverable"},{"reason":"carrier"},
    {"reason":"administrative.expired"},{"reason":"administrative.sender"},{"reason":"administrative.unclaimed"}]'))
WHERE finding = 'gap';

-- A conflict's witness becomes a parcel, and is refused: the live path decides it, and by id alone.
SELECT pg_temp.draft('[{},{"reason":"refused","region":"ru.msk","action":"hold","hold_for":"1 day"},
                       {"payment":"cod","value":"[1000,2000)","weekdays":[3]}]') AS conflicting \gset
SELECT rule_a AS first, rule_b AS second, witness FROM refusal.lint_scenario(:conflicting) WHERE finding = 'conflict' \gset
UPDATE refusal.rule SET rank = 1 WHERE rule_id = :first;
SELECT is((SELECT count(*) FROM refusal.lint_scenario(:conflicting)), 0::bigint, 'a rank mends it');
SELECT refusal.activate_scenario(:conflicting) \gset ignored_
INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, cod_amount, category, supplier, region, courier, depot_id)
SELECT :ours, 'witness', (w ->> 'weight')::integer, (w ->> 'value')::numeric,
    CASE w ->> 'payment' WHEN 'cod' THEN 1 ELSE 0 END, w ->> 'category', w ->> 'supplier', w ->> 'region', w ->> 'courier', NULL
FROM (SELECT :'witness'::jsonb) AS given (w);
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price)
SELECT parcel_id, 1, 'thing', 1, declared_value FROM refusal.parcel WHERE number = 'witness' AND shop_id = :ours;
SELECT refusal_id FROM refusal.record('ls-ours', 'witness', :'witness'::jsonb ->> 'reason', gen_random_uuid(),
    timestamptz '2024-01-01 12:00Z' + ((:'witness'::jsonb ->> 'weekdays')::integer - 1) * interval '1 day') \gset
SELECT is((SELECT array_agg((c ->> 'rule')::integer ORDER BY c ->> 'rule')
           FROM jsonb_array_elements(refusal.explain(:refusal_id) -> 'candidates') c
           WHERE NOT c ? 'failed' AND c ->> 'because' IN ('rank', 'inside rule ' || (SELECT rule_id FROM refusal.rule
               WHERE scenario_id = :conflicting AND name = 'A'))),
          ARRAY[:first, :second]::integer[], 'both rules take the witness, and neither is dropped');
SELECT is((SELECT rule_id FROM refusal.refusal WHERE refusal_id = :refusal_id), :first, 'now by rank');

-- Who may ask.
SELECT pg_temp.draft('[]') AS mine, pg_temp.draft('[]', :theirs) AS foreign_one \gset
SET LOCAL ROLE ls_shop;
SELECT is((SELECT count(*) FROM refusal.lint_scenario(:mine)), 2::bigint, 'a shop its own');
SELECT throws_ok(format('SELECT * FROM refusal.lint_scenario(%s)', :foreign_one), 'RF004',
                 format('scenario %s does not exist', :foreign_one), 'not another''s');
SET LOCAL ROLE ls_supervisor;
SELECT is((SELECT count(*) FROM refusal.lint_scenario(:foreign_one)), 2::bigint, 'a supervisor any');
SET LOCAL ROLE ls_courier;
SELECT throws_ok(format('SELECT * FROM refusal.lint_scenario(%s)', :mine), '42501', NULL, 'a courier none');
RESET ROLE;
SELECT throws_ok('SELECT * FROM refusal.lint_scenario(-1)', 'RF004', 'scenario -1 does not exist', 'nor an unknown one');
SELECT throws_ok('SELECT * FROM refusal.lint_scenario(NULL)', '22023', 'argument "scenario_id" must not be null', 'nor a null one');

SELECT * FROM finish();
ROLLBACK;
