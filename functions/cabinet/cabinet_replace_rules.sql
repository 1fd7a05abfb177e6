-- refusal.cabinet_replace_rules(...): the rules of a draft become these, written as cabinet_scenario() gives them. One with
-- a rule_id keeps it; the others are new; what is not among them is gone. Returns the scenario.
-- Errors: RF004 for the scenario, or a rule that is not its own; 22023; what refusal.rule does not take; 55000 where it was
-- activated.
CREATE OR REPLACE FUNCTION refusal.cabinet_replace_rules(scenario_id integer, rules jsonb)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    own constant integer := cabinet_replace_rules.scenario_id;
    stray integer;
BEGIN
    IF own IS NULL THEN
        RAISE EXCEPTION 'argument "scenario_id" must not be null' USING ERRCODE = '22023';
    END IF;
    IF jsonb_typeof(cabinet_replace_rules.rules) IS DISTINCT FROM 'array'
        OR jsonb_path_exists(cabinet_replace_rules.rules, 'strict $[*] ? (@.type() <> "object")') THEN
        RAISE EXCEPTION 'argument "rules" must be an array of objects' USING ERRCODE = '22023';
    END IF;
    PERFORM FROM refusal.scenario s WHERE s.scenario_id = own FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'scenario % does not exist', own USING ERRCODE = 'RF004';
    END IF;
    SELECT g.rule_id INTO stray
    FROM refusal_internal.read_rules(cabinet_replace_rules.rules) AS g
    WHERE g.rule_id IS NOT NULL
    GROUP BY g.rule_id
    HAVING count(*) > 1 OR NOT EXISTS (SELECT FROM refusal.rule u WHERE u.rule_id = g.rule_id AND u.scenario_id = own);
    IF FOUND THEN
        RAISE EXCEPTION 'rule % is not a rule of scenario %, or is there twice', stray, own USING ERRCODE = 'RF004',
            HINT = 'A new rule has no rule_id.';
    END IF;

    DELETE FROM refusal.rule u WHERE u.scenario_id = own;
    INSERT INTO refusal.rule (rule_id, scenario_id, name, rank, reason, category, region, outcome, supplier, facility,
        payment, value, weight, attempt, weekdays, courier, action, destinations, destination_kind, needs_sorting,
        hold_for, decide_within, default_action, attempt_cap, redeliver_margin, value_loss_rate, notify_recipient,
        notify_template)
    SELECT coalesce(g.rule_id, nextval('refusal.rule_id_seq')), own, g.name, g.rank, g.reason, g.category, g.region,
        g.outcome, g.supplier, g.facility, g.payment, g.value, g.weight, g.attempt, g.weekdays, g.courier, g.action,
        g.destinations, g.destination_kind, g.needs_sorting, g.hold_for, g.decide_within, g.default_action,
        g.attempt_cap, g.redeliver_margin, g.value_loss_rate, g.notify_recipient, g.notify_template
    FROM refusal_internal.read_rules(cabinet_replace_rules.rules) AS g;
    RETURN refusal.cabinet_scenario(own);
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_replace_rules(integer, jsonb) IS 'Writes all rules of a draft anew';
REVOKE ALL ON FUNCTION refusal.cabinet_replace_rules(integer, jsonb) FROM PUBLIC;
