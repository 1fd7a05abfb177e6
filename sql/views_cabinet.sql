-- A refusal as the cabinet lists it: places by code and name, money as text, so that no digit is lost on the way.
CREATE VIEW refusal_internal.cabinet_row WITH (security_invoker = true) AS
SELECT r.refusal_id, p.number, r.state, r.is_open, r.reason, r.outcome, r.action, r.attempt, p.region, r.courier,
    f.code AS facility, f.name AS facility_name, d.code AS destination, d.name AS destination_name,
    r.cost_planned::text, r.cost_actual::text, p.declared_value::text, r.deadline_at, r.occurred_at, r.recorded_at,
    r.updated_at, r.version, r.money_state
FROM refusal.refusal r
LEFT JOIN refusal.parcel p ON p.parcel_id = r.parcel_id
LEFT JOIN refusal.facility f ON f.facility_id = r.facility_id
LEFT JOIN refusal.facility d ON d.facility_id = r.destination_id;
COMMENT ON VIEW refusal_internal.cabinet_row IS 'Refusals as the cabinet lists them';
