-- refusal.cabinet_refusal(bigint): all a shop's people see of one refusal. decisions: what decide() takes now;
-- overrides: what override() may be asked about; rule_names: of the rules that explain() names by their ids. Of the route in
-- force, each leg as planned and as it went.
-- Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.cabinet_refusal(refusal_id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off
AS $function$
#variable_conflict use_column
DECLARE
    allowed jsonb;
    answer jsonb;
BEGIN
    IF cabinet_refusal.refusal_id IS NULL THEN
        RAISE EXCEPTION 'argument "refusal_id" must not be null' USING ERRCODE = '22023';
    END IF;
    -- It says so where there is no such refusal.
    SELECT coalesce(jsonb_agg(to_jsonb(e) ORDER BY e.event), '[]') INTO allowed
    FROM refusal.allowed_events(cabinet_refusal.refusal_id) AS e;
    WITH told AS MATERIALIZED (
        SELECT e.event_id, e.version, e.event, e.from_state, e.to_state, e.actor, e.occurred_at, e.recorded_at, f.code AS facility,
            f.name AS facility_name, e.payload - 'proof' AS payload, coalesce(e.payload -> 'proof', '[]') AS proof,
            e.facility_id
        FROM refusal.event e LEFT JOIN refusal.facility f ON f.facility_id = e.facility_id
        WHERE e.refusal_id = cabinet_refusal.refusal_id
    ), leg AS (
        SELECT o.route_id, l.number, l.lane_id, l.from_facility AS "from", a.name AS from_name, l.to_facility AS "to",
            b.name AS to_name, l.departs_at, l.arrives_at,
            (l.lane_cost + l.handling_cost + l.sorting_cost + l.storage_cost + l.value_loss)::text AS cost,
            (SELECT min(t.occurred_at) FROM told t WHERE t.event_id > o.event_id AND t.event = 'depart'
                AND t.facility = l.from_facility) AS actual_departed_at,
            (SELECT min(t.occurred_at) FROM told t WHERE t.event_id > o.event_id AND t.event <> 'sight'
                AND t.from_state = 'in_return_transit' AND t.facility = l.to_facility) AS actual_arrived_at
        FROM refusal.route o
        JOIN refusal.refusal r ON r.route_id = o.route_id
        CROSS JOIN LATERAL unnest(o.legs) WITH ORDINALITY AS l (lane_id, from_facility, to_facility, departs_at, arrives_at,
            ready_at, sorted, lane_cost, handling_cost, sorting_cost, storage_cost, value_loss, number)
        LEFT JOIN refusal.facility a ON a.code = l.from_facility
        LEFT JOIN refusal.facility b ON b.code = l.to_facility
        WHERE r.refusal_id = cabinet_refusal.refusal_id
    )
    SELECT jsonb_build_object(
        'row', (SELECT to_jsonb(v) FROM refusal_internal.cabinet_row v WHERE v.refusal_id = r.refusal_id),
        'parcel', jsonb_build_object('number', p.number, 'weight_grams', p.weight_grams,
            'declared_value', p.declared_value::text, 'cod_amount', p.cod_amount::text, 'category', p.category,
            'supplier', p.supplier, 'shipped_at', p.shipped_at),
        'timeline', (SELECT coalesce(jsonb_agg(to_jsonb(t) - 'facility_id' ORDER BY t.version), '[]') FROM told t),
        'route', (SELECT jsonb_build_object('cost', o.cost::text, 'breakdown', o.breakdown, 'arrives_at', o.arrives_at,
                      'legs', (SELECT coalesce(jsonb_agg(to_jsonb(l) - '{route_id,number}'::text[] ORDER BY l.number), '[]')
                               FROM leg l))
                  FROM refusal.route o WHERE o.route_id = r.route_id),
        'explanation', refusal.explain(r.refusal_id),
        'rule_names', (SELECT coalesce(jsonb_object_agg(u.rule_id, u.name), '{}')
                       FROM refusal.rule u WHERE u.scenario_id = r.scenario_id),
        'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object('line_no', l.line_no, 'sku', i.sku, 'quantity', l.shipped,
                      'accepted', l.accepted, 'refused', l.refused, 'received', l.received, 'damaged', l.damaged,
                      'surplus', l.surplus, 'wrong_item', l.wrong_item, 'unit_price', i.unit_price::text,
                      'results', (SELECT coalesce(jsonb_agg(jsonb_build_object('part', x.part, 'quantity', x.quantity,
                                      'grade', x.grade, 'disposition', x.disposition, 'repacked_at', x.repacked_at,
                                      'location', x.location, 'document', x.document) ORDER BY x.part), '[]')
                                  FROM refusal.line_result x
                                  WHERE x.refusal_id = l.refusal_id AND x.line_no = l.line_no)) ORDER BY l.line_no), '[]')
                  FROM refusal.line l
                  LEFT JOIN refusal.parcel_line i ON i.parcel_id = l.parcel_id AND i.line_no = l.line_no
                  WHERE l.refusal_id = r.refusal_id),
        'allowed', allowed,
        'overrides', CASE WHEN jsonb_path_exists(allowed, '$[*] ? (@.event == "override" && @.allowed == true)')
            THEN jsonb_build_array('return', 'redeliver', 'hold') ELSE '[]' END,
        'decisions', refusal_internal.open_decisions(allowed))
    INTO answer
    FROM refusal.refusal r JOIN refusal.parcel p ON p.parcel_id = r.parcel_id
    WHERE r.refusal_id = cabinet_refusal.refusal_id;
    RETURN answer;
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_refusal(bigint) IS 'All a shop''s people see of one refusal';
REVOKE ALL ON FUNCTION refusal.cabinet_refusal(bigint) FROM PUBLIC;
