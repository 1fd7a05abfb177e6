-- refusal.cabinet_new_scenario(integer): a new draft of the shop, with the rules of another scenario of its own; of null,
-- with those in force. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.cabinet_new_scenario(source integer DEFAULT NULL)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    shop constant integer := refusal_internal.cabinet_shop();
    copied integer;
    draft refusal.scenario;
BEGIN
    -- One at a time, for each takes the next version.
    PERFORM FROM refusal.scenario s WHERE s.shop_id = shop ORDER BY s.scenario_id FOR UPDATE;
    SELECT s.scenario_id INTO copied
    FROM refusal.scenario s
    WHERE s.shop_id = shop AND CASE WHEN cabinet_new_scenario.source IS NULL THEN s.status = 'active' AND s.valid @> now()
                               ELSE s.scenario_id = cabinet_new_scenario.source END;
    IF NOT FOUND AND cabinet_new_scenario.source IS NOT NULL THEN
        RAISE EXCEPTION 'scenario % does not exist', cabinet_new_scenario.source USING ERRCODE = 'RF004';
    END IF;
    INSERT INTO refusal.scenario (shop_id, version)
    SELECT shop, coalesce(max(s.version), 0) + 1 FROM refusal.scenario s WHERE s.shop_id = shop
    RETURNING * INTO draft;
    INSERT INTO refusal.rule (scenario_id, name, rank, reason, category, region, outcome, supplier, facility, payment, value,
        weight, attempt, weekdays, courier, action, destinations, destination_kind, needs_sorting, hold_for,
        decide_within, default_action, attempt_cap, redeliver_margin, value_loss_rate, notify_recipient, notify_template)
    SELECT draft.scenario_id, u.name, u.rank, u.reason, u.category, u.region, u.outcome, u.supplier, u.facility, u.payment,
        u.value, u.weight, u.attempt, u.weekdays, u.courier, u.action, u.destinations, u.destination_kind,
        u.needs_sorting, u.hold_for, u.decide_within, u.default_action, u.attempt_cap, u.redeliver_margin,
        u.value_loss_rate, u.notify_recipient, u.notify_template
    FROM refusal.rule u WHERE u.scenario_id = copied ORDER BY u.rule_id;
    RETURN refusal_internal.scenario_head(draft,
        (SELECT jsonb_agg(to_jsonb(f)) FROM refusal.lint_scenario(draft.scenario_id) AS f));
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_new_scenario(integer) IS
    'A new draft with the rules of another scenario, or of the one in force';
REVOKE ALL ON FUNCTION refusal.cabinet_new_scenario(integer) FROM PUBLIC;
