-- refusal_internal.scenario_rules(integer): rules as the cabinet edits them: a range as its first and last value, money as
-- text, a time span as in ISO 8601. An amount has two decimals, so that "dearer than 10000" is "from 10000.01". An empty
-- range, which matches nothing, goes from 1 to 0: so it comes back as one.
CREATE OR REPLACE FUNCTION refusal_internal.scenario_rules(scenario_id integer)
RETURNS jsonb
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET intervalstyle = 'iso_8601'
BEGIN ATOMIC
    SELECT coalesce(jsonb_agg(jsonb_build_object('rule_id', u.rule_id, 'name', u.name, 'rank', u.rank, 'reason', u.reason,
        'category', u.category, 'region', u.region, 'outcome', u.outcome, 'supplier', u.supplier, 'facility', u.facility,
        'payment', u.payment,
        'value_from', CASE WHEN isempty(u.value) THEN 1 WHEN lower_inc(u.value) THEN ceil(lower(u.value) * 100) / 100
                      ELSE (floor(lower(u.value) * 100) + 1) / 100 END::numeric(20, 2)::text,
        'value_to', CASE WHEN isempty(u.value) THEN 0 WHEN upper_inc(u.value) THEN floor(upper(u.value) * 100) / 100
                    ELSE (ceil(upper(u.value) * 100) - 1) / 100 END::numeric(20, 2)::text,
        'weight_from', CASE WHEN isempty(u.weight) THEN 1 ELSE lower(u.weight) END,
        'weight_to', CASE WHEN isempty(u.weight) THEN 0 ELSE upper(u.weight) - 1 END,
        'attempt_from', CASE WHEN isempty(u.attempt) THEN 1 ELSE lower(u.attempt) END,
        'attempt_to', CASE WHEN isempty(u.attempt) THEN 0 ELSE upper(u.attempt) - 1 END)
        || jsonb_build_object('weekdays', u.weekdays, 'courier', u.courier, 'action', u.action,
        'destinations', u.destinations, 'destination_kind', u.destination_kind, 'needs_sorting', u.needs_sorting,
        'hold_for', u.hold_for::text, 'decide_within', u.decide_within::text, 'default_action', u.default_action,
        'attempt_cap', u.attempt_cap, 'redeliver_margin', u.redeliver_margin::text,
        'value_loss_rate', trim_scale(u.value_loss_rate)::text, 'notify_recipient', u.notify_recipient,
        'notify_template', u.notify_template) ORDER BY u.rank, u.rule_id), '[]')
    FROM refusal.rule u WHERE u.scenario_id = $1;
END;
COMMENT ON FUNCTION refusal_internal.scenario_rules(integer) IS 'The rules of a scenario as the cabinet edits them';
REVOKE ALL ON FUNCTION refusal_internal.scenario_rules(integer) FROM PUBLIC;
