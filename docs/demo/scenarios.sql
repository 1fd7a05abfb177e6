-- What each shop agreed beforehand: rules.csv, a line a rule. A rule inside another wins over it; of the rest the
-- lowest rank does. Waits are seconds here where a shop would say hours and days. Each shop writes its own.
CREATE TABLE demo.rule (
    shop text, rank int, name text, reason text, category text, region text, outcome text, supplier text,
    payment text, value numrange, attempt int4range, action text, destinations text[], destination_kind text,
    needs_sorting boolean, hold_for interval, decide_within interval, default_action text, attempt_cap int,
    value_loss_rate numeric, notify_template text
);
\copy demo.rule FROM 'rules.csv' WITH (FORMAT csv, HEADER)

CREATE PROCEDURE demo.write_scenario() LANGUAGE sql AS $$
    INSERT INTO refusal.scenario (shop_id, version) SELECT shop_id, 1 FROM refusal.shop;
    INSERT INTO refusal.rule (scenario_id, rank, name, reason, category, region, outcome, supplier, payment, value,
        attempt, action, destinations, destination_kind, needs_sorting, hold_for, decide_within, default_action,
        attempt_cap, value_loss_rate, notify_recipient, notify_template)
    SELECT scenario.scenario_id, rank, rule.name, reason, category, region, outcome, supplier, payment, value,
           attempt, action, destinations, destination_kind, needs_sorting, hold_for, decide_within, default_action,
           attempt_cap, value_loss_rate, notify_template IS NOT NULL, notify_template
    FROM demo.rule JOIN refusal.shop ON shop.code = rule.shop JOIN refusal.scenario USING (shop_id);
    SELECT refusal.activate_scenario(scenario_id) FROM refusal.scenario;
$$;
GRANT USAGE ON SCHEMA demo TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA demo TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA demo GRANT SELECT ON TABLES TO PUBLIC;

-- Row security shows each shop itself alone: the same procedure writes the one's rules and then the other's.
SET ROLE demo_electra;
CALL demo.write_scenario();
SET ROLE demo_moda;
CALL demo.write_scenario();
RESET ROLE;

SELECT shop.name AS "Shop", count(*) AS "Rules",
       string_agg(DISTINCT replace(rule.action, '_', ' '), ', ') AS "What they can decide"
FROM refusal.scenario JOIN refusal.shop USING (shop_id) JOIN refusal.rule USING (scenario_id)
WHERE scenario.status = 'active' GROUP BY shop.name ORDER BY shop.name;
