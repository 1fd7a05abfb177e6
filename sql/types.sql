-- One lane of a plan, as the planner gives it. Money in the shop's currency, times in UTC.
CREATE TYPE refusal.leg AS (
    lane_id integer,
    from_facility text,
    to_facility text,
    departs_at timestamptz,
    arrives_at timestamptz,
    ready_at timestamptz,
    sorted boolean,
    lane_cost numeric,
    handling_cost numeric,
    sorting_cost numeric,
    storage_cost numeric,
    value_loss numeric
);
COMMENT ON TYPE refusal.leg IS
    'One lane of a plan: departs_at, arrives_at, and ready_at, when handling (and sorting) there is done';

-- What people type has a bound, so that a row, a notification or an index entry never grows without one.
CREATE DOMAIN refusal_internal.code AS text CHECK (length(VALUE) BETWEEN 1 AND 100 AND VALUE !~ '[[:cntrl:]]');
CREATE DOMAIN refusal_internal.label AS text CHECK (length(VALUE) BETWEEN 1 AND 400);
CREATE DOMAIN refusal_internal.dotted_path AS text
    CHECK (length(VALUE) <= 250 AND VALUE ~ '^[[:alnum:]_-]+(\.[[:alnum:]_-]+)*$');
-- NaN is above every number.
CREATE DOMAIN refusal_internal.money AS numeric(14,2) CHECK (VALUE >= 0 AND VALUE < 'NaN');
-- The planner counts in microseconds; a month has no fixed number of them.
CREATE DOMAIN refusal_internal.duration AS interval
    CHECK (extract(year FROM VALUE) = 0 AND extract(month FROM VALUE) = 0 AND VALUE >= interval '0'
           AND VALUE <= interval '3650 days');
-- An unknown zone is an error of the cast itself: 22023.
CREATE DOMAIN refusal_internal.zone AS text CHECK ((timestamptz 'epoch' AT TIME ZONE VALUE) IS NOT NULL);
CREATE DOMAIN refusal_internal.actor AS text
    CHECK (VALUE IN ('courier', 'shop', 'warehouse', 'fulfilment', 'supplier', 'supervisor', 'recipient', 'listener', 'system'));
