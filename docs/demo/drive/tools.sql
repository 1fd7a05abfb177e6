-- What the acts share: the couriers' view of each parcel, and where unexpected answers are kept.

-- The day starts here: what a device sends again must not move with the clock.
CREATE TABLE demo.clock AS SELECT date_trunc('second', now()) AS started;

-- Every answer of a call for many. An error in it is shown at the end of its act.
CREATE TABLE demo.answer (
    what text, refusal_id bigint, state text, error_code text, error text, shown boolean DEFAULT false
);
GRANT INSERT ON demo.answer TO PUBLIC;

-- The photo at the door, as the courier's device describes it: `near` the recipient, or `far` off.
CREATE FUNCTION demo.proof(parcel demo.parcel, taken_at timestamptz) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(jsonb_build_object(
        'kind', 'photo', 'sha256', encode(sha256(convert_to(parcel.number, 'UTF8')), 'hex'),
        'uri', 's3://proofs/' || parcel.number || '.jpg', 'taken_at', taken_at,
        'latitude', round(parcel.latitude::numeric, 4) + CASE parcel.photo WHEN 'far' THEN 0.06 ELSE 0.001 END,
        'longitude', round(parcel.longitude::numeric, 4)))
    WHERE parcel.photo <> 'none'
$$;

-- One refusal as record_many() takes it; as record() takes it, argument by argument, it is in the first act.
CREATE FUNCTION demo.capture(parcel demo.parcel) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'shop', parcel.shop, 'parcel', parcel.number, 'reason', parcel.reason, 'carrier', parcel.carrier,
        'request_id', md5('door ' || parcel.number)::uuid, 'occurred_at', door.at,
        'proof', demo.proof(parcel, door.at),
        'lines', (SELECT jsonb_agg(jsonb_build_object('sku', sku, 'quantity', quantity)) FILTER (WHERE is_refused)
                  FROM demo.line WHERE line.number = parcel.number HAVING NOT bool_and(is_refused))))
    FROM (SELECT started - parcel.minutes_ago * interval '1 minute' AS at FROM demo.clock) AS door
$$;

CREATE FUNCTION demo.record(parcels text[]) RETURNS bigint LANGUAGE sql AS $$
    WITH answer AS (
        INSERT INTO demo.answer (what, refusal_id, state, error_code, error)
        SELECT 'record', refusal_id, state, error_code, error
        FROM refusal.record_many((SELECT jsonb_agg(demo.capture(parcel) ORDER BY n) FROM demo.parcel
                                  WHERE number = ANY (parcels)))
        RETURNING 1)
    SELECT count(*) FROM answer
$$;

CREATE FUNCTION demo.fire(event text, refusals bigint[], payload jsonb DEFAULT '{}') RETURNS bigint
LANGUAGE sql AS $$
    WITH answer AS (
        INSERT INTO demo.answer (what, refusal_id, state, error_code, error)
        SELECT event, refusal_id, state, error_code, error
        FROM refusal.fire_many(coalesce(refusals, '{}'), event, payload)
        RETURNING 1)
    SELECT count(*) FROM answer
$$;

CREATE FUNCTION demo.scan(scans jsonb) RETURNS bigint LANGUAGE sql AS $$
    WITH answer AS (
        INSERT INTO demo.answer (what, refusal_id, state, error_code, error)
        SELECT 'scan', refusal_id, state, error_code, error FROM refusal.scan_many(scans)
        RETURNING 1)
    SELECT count(*) FROM answer
$$;

-- The refusals in some state, as far as the caller sees them, and the one of a parcel.
CREATE FUNCTION demo.those_in(states text[]) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(refusal_id ORDER BY refusal_id), '{}') FROM refusal.refusal WHERE state = ANY (states)
$$;
CREATE FUNCTION demo.of(number text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT max(refusal_id) FROM refusal.refusal JOIN refusal.parcel USING (parcel_id) WHERE parcel.number = $1
$$;

-- A refusal in a line for people. Volatile: it sees what the same statement has just done.
CREATE FUNCTION demo.tell(refusal_id bigint) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT format('  %s, refusal #%s (%s): %s', parcel.number, r.refusal_id, r.outcome, lower(state.name_en))
           || CASE WHEN r.state IN ('return_planned', 'in_return_transit', 'at_sorting') THEN ', to ' || destination.name
                   WHEN r.state IN ('held', 'closed_fulfilment', 'returned_to_shop', 'returned_to_supplier')
                   THEN ', ' || here.name
                   ELSE '' END
           || CASE WHEN rule.rule_id IS NULL OR state.terminal THEN '' ELSE format(' (rule "%s")', rule.name) END
    FROM refusal.refusal AS r
    JOIN refusal.parcel USING (parcel_id)
    JOIN refusal.state USING (state)
    LEFT JOIN refusal.facility AS here USING (facility_id)
    LEFT JOIN refusal.facility AS destination ON destination.facility_id = r.destination_id
    LEFT JOIN refusal.rule USING (rule_id)
    WHERE r.refusal_id = $1
$$;
CREATE FUNCTION demo.tell_of(parcels text[]) RETURNS SETOF text LANGUAGE sql VOLATILE AS $$
    SELECT demo.tell(demo.of(number)) FROM unnest(parcels) AS number
$$;
