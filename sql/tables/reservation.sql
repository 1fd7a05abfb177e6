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
