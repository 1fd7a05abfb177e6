-- refusal_internal.read_rules(jsonb): rules as scenario_rules() writes them, in their order. A range that ends before it
-- begins is empty, for lint_scenario() to find.
CREATE OR REPLACE FUNCTION refusal_internal.read_rules(rules jsonb)
RETURNS TABLE (
    rule_id integer, name text, rank integer, reason text, category text, region text, outcome text, supplier text,
    facility text, payment text, value numrange, weight int4range, attempt int4range, weekdays integer[], courier text,
    action text, destinations text[], destination_kind text, needs_sorting boolean, hold_for interval,
    decide_within interval, default_action text, attempt_cap integer, redeliver_margin numeric, value_loss_rate numeric,
    notify_recipient boolean, notify_template text
)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT r.rule_id, r.name, r.rank, r.reason, r.category, r.region, r.outcome, r.supplier, r.facility, r.payment,
        CASE WHEN coalesce(r.value_from, r.value_to) IS NULL THEN NULL WHEN r.value_from > r.value_to THEN 'empty'
            ELSE numrange(r.value_from, r.value_to, '[]') END,
        CASE WHEN coalesce(r.weight_from, r.weight_to) IS NULL THEN NULL WHEN r.weight_from > r.weight_to THEN 'empty'
            ELSE int4range(r.weight_from, r.weight_to, '[]') END,
        CASE WHEN coalesce(r.attempt_from, r.attempt_to) IS NULL THEN NULL WHEN r.attempt_from > r.attempt_to THEN 'empty'
            ELSE int4range(r.attempt_from, r.attempt_to, '[]') END,
        r.weekdays, r.courier, r.action, r.destinations, r.destination_kind, coalesce(r.needs_sorting, false), r.hold_for,
        r.decide_within, r.default_action, r.attempt_cap, r.redeliver_margin, coalesce(r.value_loss_rate, 0),
        coalesce(r.notify_recipient, false), r.notify_template
    FROM ROWS FROM (jsonb_to_recordset($1) AS (
        rule_id integer, name text, rank integer, reason text, category text, region text, outcome text, supplier text,
        facility text, payment text, value_from numeric, value_to numeric, weight_from integer, weight_to integer,
        attempt_from integer, attempt_to integer, weekdays integer[], courier text, action text, destinations text[],
        destination_kind text, needs_sorting boolean, hold_for interval, decide_within interval, default_action text,
        attempt_cap integer, redeliver_margin numeric, value_loss_rate numeric, notify_recipient boolean,
        notify_template text)) WITH ORDINALITY AS r (rule_id, name, rank, reason, category, region, outcome, supplier,
        facility, payment, value_from, value_to, weight_from, weight_to, attempt_from, attempt_to, weekdays, courier,
        action, destinations, destination_kind, needs_sorting, hold_for, decide_within, default_action, attempt_cap,
        redeliver_margin, value_loss_rate, notify_recipient, notify_template, place)
    ORDER BY r.place;
END;
COMMENT ON FUNCTION refusal_internal.read_rules(jsonb) IS 'Rules as the cabinet writes them';
REVOKE ALL ON FUNCTION refusal_internal.read_rules(jsonb) FROM PUBLIC;
