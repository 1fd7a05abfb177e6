-- One refusal at the door. Its columns' order is known to the C++ side (extension/backend/transition/row.hpp), which checks the
-- names once per backend. A caller sets state, last_event, last_payload, last_actor and last_request (for a capture:
-- shop_id and parcel_id too); the BEFORE ROW trigger computes every other column.
--
-- A CHECK, or a domain's, could only doubt the trigger, and PostgreSQL reads it anew from its text for every statement:
-- three of them took a fourteenth of fire()'s time. refusal.verify() doubts instead.
--
-- There is no foreign key. One to a state, a facility or a rule would lock the same few rows in every transaction, and
-- one to the parcel would look for what the capture has just locked; the trigger checks those, and triggers on the other
-- side keep what is in use.
CREATE SEQUENCE refusal.refusal_id_seq AS bigint;
CREATE SEQUENCE refusal.route_id_seq AS bigint;
-- CACHE 1: a backend that kept a block of numbers would give a later row lock a lower number.
CREATE SEQUENCE refusal.event_id_seq AS bigint CACHE 1;

CREATE TABLE refusal.refusal (
    refusal_id bigint PRIMARY KEY,
    shop_id integer NOT NULL,
    parcel_id bigint NOT NULL,
    state text NOT NULL,
    is_open boolean NOT NULL,
    version integer NOT NULL,
    reason text NOT NULL,
    outcome text NOT NULL,
    attempt integer NOT NULL,
    action text,
    facility_id integer,
    destination_id integer,
    rule_id integer,
    route_id bigint,
    deadline_at timestamptz,
    cost_planned numeric(14,2),
    cost_actual numeric(14,2) NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    request_id uuid,
    money_state text NOT NULL,
    scenario_id integer,
    courier text,
    supplier text,
    entry_facility_id integer,
    next_facility_id integer,
    leg_no integer NOT NULL,
    leg_cost numeric(14,2) NOT NULL,
    inside boolean NOT NULL,
    scanned boolean NOT NULL,
    sorted boolean NOT NULL,
    proof_accepted boolean NOT NULL,
    last_fact_at timestamptz NOT NULL,
    missing_since timestamptz,
    redeliver_on date,
    redeliver_from timestamptz,
    redeliver_until timestamptz,
    request_digest bytea,
    event_id bigint NOT NULL,
    previous_state text,
    last_event text NOT NULL,
    last_payload jsonb NOT NULL,
    last_actor text NOT NULL,
    last_request uuid,
    last_digest bytea,
    last_occurred_at timestamptz NOT NULL,
    last_facility_id integer,
    hash bytea NOT NULL,
    UNIQUE (request_id, shop_id)
) WITH (fillfactor = 70);
ALTER SEQUENCE refusal.refusal_id_seq OWNED BY refusal.refusal.refusal_id;
ALTER SEQUENCE refusal.event_id_seq OWNED BY refusal.refusal.event_id;
CREATE UNIQUE INDEX refusal_one_open ON refusal.refusal (parcel_id) WHERE is_open;
CREATE INDEX refusal_parcel ON refusal.refusal (parcel_id);
CREATE INDEX refusal_shop ON refusal.refusal (shop_id, refusal_id);
CREATE INDEX refusal_due ON refusal.refusal (deadline_at) WHERE deadline_at IS NOT NULL;
-- Its condition is about this column alone: an index that names the state would be written at every event.
CREATE INDEX refusal_window ON refusal.refusal (redeliver_until) WHERE redeliver_until IS NOT NULL;
COMMENT ON TABLE refusal.refusal IS 'A refused parcel, from the door to where it ends';
COMMENT ON COLUMN refusal.refusal.facility_id IS 'Where it is; on the way: the last place it was';
COMMENT ON COLUMN refusal.refusal.next_facility_id IS 'Where the leg under way ends; null: not under way';
COMMENT ON COLUMN refusal.refusal.entry_facility_id IS 'Where the parcel went first, as given to record()';
COMMENT ON COLUMN refusal.refusal.inside IS 'Scanned in at facility_id and not out since';
COMMENT ON COLUMN refusal.refusal.leg_no IS 'How many legs of the route have departed';
COMMENT ON COLUMN refusal.refusal.cost_planned IS 'Cost of the whole way as it is planned now';
COMMENT ON COLUMN refusal.refusal.cost_actual IS 'Cost of the legs and attempts so far';
COMMENT ON COLUMN refusal.refusal.occurred_at IS 'The device''s clock';
COMMENT ON COLUMN refusal.refusal.recorded_at IS 'The server''s clock';
COMMENT ON COLUMN refusal.refusal.redeliver_from IS 'When the window that was agreed for another attempt begins';
COMMENT ON COLUMN refusal.refusal.redeliver_until IS 'When it ends; without hours, the end of redeliver_on where it goes out';
COMMENT ON COLUMN refusal.refusal.money_state IS 'What the shop owes for it: none, due, refunded, claimed';

-- Accepted and refused add up to what was shipped; a trigger of refusal.parcel_line pins that.
-- Only the trigger of its refusal writes a line, or a route: a foreign key to that row would look for it once a line.
CREATE TABLE refusal.line (
    refusal_id bigint NOT NULL,
    line_no integer NOT NULL,
    shop_id integer NOT NULL,
    parcel_id bigint NOT NULL,
    shipped integer NOT NULL,
    accepted integer NOT NULL CHECK (accepted >= 0),
    refused integer NOT NULL CHECK (refused >= 0),
    supplier text,
    received integer NOT NULL DEFAULT 0 CHECK (received >= 0),
    damaged integer NOT NULL DEFAULT 0 CHECK (damaged >= 0),
    surplus integer NOT NULL DEFAULT 0 CHECK (surplus >= 0),
    wrong_item integer NOT NULL DEFAULT 0 CHECK (wrong_item >= 0),
    PRIMARY KEY (refusal_id, line_no),
    CONSTRAINT shipped_is_conserved CHECK (accepted + refused = shipped),
    CONSTRAINT received_within_refused CHECK (received <= refused),
    CONSTRAINT faults_within_received CHECK (damaged + wrong_item <= received + surplus)
);
COMMENT ON TABLE refusal.line IS 'A line of the parcel as the recipient and the warehouse left it';
COMMENT ON COLUMN refusal.line.received IS 'Expected units that came; damaged and wrong_item are among them';
COMMENT ON COLUMN refusal.line.surplus IS 'Units beyond the refused ones';

CREATE TABLE refusal.line_result (
    refusal_id bigint NOT NULL,
    line_no integer NOT NULL,
    part integer NOT NULL CHECK (part > 0),
    shop_id integer NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    grade refusal_internal.code NOT NULL,
    disposition text NOT NULL CHECK (disposition IN (
        'restock', 'repack_restock', 'reship', 'resale_downgraded', 'quarantine', 'repair', 'to_supplier', 'donate',
        'dispose', 'missing', 'wrong_item')),
    repacked_at timestamptz,
    location refusal_internal.code,
    document refusal_internal.code,
    reship_parcel_id bigint REFERENCES refusal.parcel,
    PRIMARY KEY (refusal_id, line_no, part),
    FOREIGN KEY (refusal_id, line_no) REFERENCES refusal.line
);
COMMENT ON TABLE refusal.line_result IS 'What became of a line, in parts';

-- A plan as it was made. Never changed after; a new plan is a new row.
CREATE TABLE refusal.route (
    route_id bigint PRIMARY KEY,
    refusal_id bigint NOT NULL,
    shop_id integer NOT NULL,
    event_id bigint NOT NULL,
    origin_id integer NOT NULL,
    destination_id integer NOT NULL,
    ready_at timestamptz NOT NULL,
    arrives_at timestamptz NOT NULL,
    cost refusal_internal.money NOT NULL,
    breakdown jsonb NOT NULL,
    legs refusal.leg[] NOT NULL
);
ALTER SEQUENCE refusal.route_id_seq OWNED BY refusal.route.route_id;
CREATE INDEX route_refusal ON refusal.route (refusal_id);
COMMENT ON TABLE refusal.route IS 'The plans of a refusal; refusal.route_id names the one in force';
