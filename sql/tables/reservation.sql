-- A place on a departure of a lane that has a timetable and a capacity, held by a refusal whose route takes it. No foreign
-- key: one to the lane would lock the same row in every planner's transaction.
CREATE TABLE refusal.reservation (
    lane_id integer NOT NULL,
    departs_at timestamptz NOT NULL,
    place integer NOT NULL CHECK (place > 0),
    refusal_id bigint NOT NULL,
    shop_id integer NOT NULL,
    route_id bigint NOT NULL,
    leg_no integer NOT NULL CHECK (leg_no > 0),
    PRIMARY KEY (lane_id, departs_at, place)
);
CREATE INDEX reservation_refusal ON refusal.reservation (refusal_id);
COMMENT ON TABLE refusal.reservation IS 'Places taken on departures whose lane has a capacity';
COMMENT ON COLUMN refusal.reservation.place IS
    'Its number on the departure; one above the lane''s capacity was taken before that was lowered';
COMMENT ON COLUMN refusal.reservation.leg_no IS 'Which leg of the route takes it; of the route in force: once refusal.leg_no is as high, it has left';

-- A refusal that is anywhere else goes by no route, whatever it was planned to.
CREATE VIEW refusal_internal.leg_ahead WITH (security_invoker) AS
SELECT r.refusal_id, r.shop_id, r.route_id, leg.number::integer AS leg_no, leg.lane_id, leg.departs_at,
    EXISTS (
        SELECT FROM refusal.lane l
        WHERE l.lane_id = leg.lane_id
            AND extract(epoch FROM leg.departs_at - timestamptz '2000-01-03 00:00Z') / 60 % 10080 = ANY (l.departures::numeric[])
    ) AS timetabled
FROM refusal.refusal r
JOIN refusal.route o ON o.route_id = r.route_id
CROSS JOIN LATERAL unnest(o.legs) WITH ORDINALITY AS leg (lane_id, from_facility, to_facility, departs_at, arrives_at,
    ready_at, sorted, lane_cost, handling_cost, sorting_cost, storage_cost, value_loss, number)
WHERE r.is_open AND r.state IN ('return_planned', 'in_return_transit', 'at_sorting', 'missing')
    AND leg.number > r.leg_no AND leg.departs_at > now();
COMMENT ON VIEW refusal_internal.leg_ahead IS
    'Legs of the routes in force that are still to depart; timetabled: with a departure that others may share';

-- As network_changed.
CREATE TABLE refusal_internal.places_freed ();
COMMENT ON TABLE refusal_internal.places_freed IS 'Invalidated when a place on a departure is given up; holds no rows';
