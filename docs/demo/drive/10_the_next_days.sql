-- After the day: who is asked has minutes from now on, not seconds, for somebody may be looking at the cabinet.
CREATE PROCEDURE demo.give_time() LANGUAGE sql AS $$
    INSERT INTO refusal.scenario (shop_id, version) SELECT shop_id, 2 FROM refusal.shop;
    INSERT INTO refusal.rule (scenario_id, rank, name, reason, category, region, outcome, supplier, payment, value,
        attempt, action, destinations, destination_kind, needs_sorting, hold_for, decide_within, default_action,
        attempt_cap, value_loss_rate, notify_recipient, notify_template)
    SELECT later.scenario_id, rank, rule.name, reason, category, region, outcome, supplier, payment, value, attempt,
           action, destinations, destination_kind, needs_sorting, interval '4 minutes' + 0 * hold_for,
           interval '3 minutes' + 0 * decide_within, default_action, attempt_cap, value_loss_rate, notify_recipient,
           notify_template
    FROM refusal.rule
    JOIN refusal.scenario USING (scenario_id)
    JOIN refusal.scenario AS later ON later.shop_id = scenario.shop_id AND later.version = 2
    WHERE scenario.version = 1;
    SELECT refusal.activate_scenario(scenario_id) FROM refusal.scenario WHERE version = 2;
$$;
SET ROLE demo_electra;
CALL demo.give_time();
SET ROLE demo_moda;
CALL demo.give_time();
