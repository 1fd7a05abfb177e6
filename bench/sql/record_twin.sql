-- What record() leaves behind, in one statement: the refusal as it is in the end, its journal, lines and route.
WITH new AS MATERIALIZED (
    SELECT nextval('twin.refusal_id') AS refusal_id, nextval('twin.parcel_id') AS parcel_id,
           nextval('twin.event_id') AS capture_id, nextval('twin.event_id') AS decision_id,
           nextval('twin.route_id') AS route_id, gen_random_uuid() AS request_id, clock_timestamp() AS now
), refused AS (
    INSERT INTO twin.refusal
    SELECT new.refusal_id, s.shop_id, new.parcel_id, s.state, s.is_open, s.version, s.reason, s.outcome, s.attempt,
           s.action, s.facility_id, s.destination_id, s.rule_id, new.route_id, s.deadline_at, s.cost_planned,
           s.cost_actual, new.now, new.now, new.now, new.request_id, s.money_state, s.scenario_id, s.courier, s.supplier,
           s.entry_facility_id, s.next_facility_id, s.leg_no, s.leg_cost, s.inside, s.scanned, s.sorted,
           s.proof_accepted, new.now, s.missing_since, s.redeliver_on, s.redeliver_from, s.redeliver_until,
           s.request_digest, new.decision_id, s.previous_state, s.last_event, s.last_payload, s.last_actor, s.last_request, s.last_digest, new.now,
           s.last_facility_id, s.hash
    FROM new, twin.sample s
), journalled AS (
    INSERT INTO twin.event
    SELECT CASE s.version WHEN 1 THEN new.capture_id ELSE new.decision_id END, s.xid_space, pg_current_xact_id(),
           new.refusal_id, s.version, s.shop_id, s.event, s.from_state, s.to_state, s.actor, s.role, new.now, new.now,
           s.facility_id, CASE s.version WHEN 1 THEN new.request_id END, s.request_digest, s.payload, s.hash
    FROM new, twin.sample_event s
), lines AS (
    INSERT INTO twin.line
    SELECT new.refusal_id, s.line_no, s.shop_id, new.parcel_id, s.shipped, s.accepted, s.refused, s.supplier,
           s.received, s.damaged, s.surplus, s.wrong_item
    FROM new, twin.sample_line s
)
INSERT INTO twin.route
SELECT new.route_id, new.refusal_id, s.shop_id, new.decision_id, s.origin_id, s.destination_id, new.now, s.arrives_at,
       s.cost, s.breakdown, s.legs
FROM new, twin.sample_route s;
