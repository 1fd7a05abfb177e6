-- What leaves a facility together. Until a manifest is closed it is no row, but a question: refusal.loading_list. No foreign
-- key to the lane: a lane may go, and what went by it stays written.
CREATE SEQUENCE refusal.manifest_id_seq AS bigint;
CREATE TABLE refusal.manifest (
    manifest_id bigint PRIMARY KEY DEFAULT nextval('refusal.manifest_id_seq'),
    lane_id integer NOT NULL,
    departs_at timestamptz NOT NULL,
    from_facility_id integer NOT NULL,
    to_facility_id integer NOT NULL,
    state text NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'departed', 'arrived')),
    closed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_by name NOT NULL DEFAULT current_user,
    closed_list uuid,
    departed_at timestamptz,
    departed_by name,
    arrived_at timestamptz,
    arrived_by name,
    arrived_list uuid,
    UNIQUE (lane_id, departs_at)
);
ALTER SEQUENCE refusal.manifest_id_seq OWNED BY refusal.manifest.manifest_id;
COMMENT ON TABLE refusal.manifest IS 'Parcels that leave a facility by the same departure, from the closing of their list on';
COMMENT ON COLUMN refusal.manifest.departs_at IS 'By the timetable; without one: when the list was closed, or as the caller said';
COMMENT ON COLUMN refusal.manifest.closed_list IS 'Fingerprint of the list it was closed with, by which a retry is known; null: without a list';
COMMENT ON COLUMN refusal.manifest.arrived_list IS 'The same of its arrival';

CREATE TABLE refusal.manifest_parcel (
    manifest_id bigint NOT NULL REFERENCES refusal.manifest,
    refusal_id bigint NOT NULL,
    shop_id integer NOT NULL,
    planned boolean NOT NULL,
    loaded boolean NOT NULL,
    departed boolean NOT NULL DEFAULT false,
    arrived boolean NOT NULL DEFAULT false,
    aboard boolean NOT NULL,
    error_code text,
    error text,
    PRIMARY KEY (manifest_id, refusal_id),
    CONSTRAINT aboard_was_loaded CHECK (loaded OR NOT (aboard OR departed))
);
CREATE INDEX manifest_parcel_refusal ON refusal.manifest_parcel (refusal_id);
CREATE UNIQUE INDEX manifest_parcel_aboard ON refusal.manifest_parcel (refusal_id) WHERE aboard;
COMMENT ON TABLE refusal.manifest_parcel IS 'The refusals of a manifest, and what came of each';
COMMENT ON COLUMN refusal.manifest_parcel.planned IS 'Its route took this departure, or one before that it missed';
COMMENT ON COLUMN refusal.manifest_parcel.aboard IS 'Loaded, and neither arrived nor left behind: on one manifest at a time';
COMMENT ON COLUMN refusal.manifest_parcel.error IS 'Why it could not depart, or its arrival could not be taken';

-- The next leg of every route in force that is still to depart: of what is there, and of what is on its way there.
CREATE VIEW refusal.loading_list WITH (security_invoker = true) AS
SELECT leg.lane_id, leg.departs_at, leg.from_facility, leg.to_facility, r.next_facility_id IS NULL AS here, s.code AS shop,
    p.number AS parcel, p.weight_grams, r.refusal_id, r.shop_id, coalesce(r.next_facility_id, r.facility_id) AS facility_id,
    a.manifest_id
FROM refusal.refusal r
JOIN refusal.route o ON o.route_id = r.route_id
CROSS JOIN LATERAL unnest(o.legs[r.leg_no + 1:r.leg_no + 1]) AS leg
JOIN refusal.shop s ON s.shop_id = r.shop_id
JOIN refusal.parcel p ON p.parcel_id = r.parcel_id
LEFT JOIN refusal.manifest_parcel a ON a.refusal_id = r.refusal_id AND a.aboard
WHERE r.is_open AND r.state IN ('return_planned', 'in_return_transit', 'at_sorting');
COMMENT ON VIEW refusal.loading_list IS
    'What is to leave next, by which lane and when; here: at the facility already; manifest_id: on a list that is closed';

-- The recipient is no business of whoever carries a return.
CREATE VIEW refusal.manifest_document WITH (security_invoker = true) AS
SELECT m.manifest_id, m.state AS manifest_state, a.code AS from_facility, a.name AS from_name, b.code AS to_facility,
    b.name AS to_name, m.departs_at, m.departs_at AT TIME ZONE a.timezone AS departs_at_local, m.departed_at, m.arrived_at,
    s.code AS shop, p.number AS parcel, i.refusal_id, d.code AS destination, p.weight_grams, p.declared_value, p.cod_amount,
    l.lines, l.quantity, i.planned, i.departed, i.arrived, count(*) OVER paper AS parcels_total,
    sum(p.weight_grams) OVER paper AS weight_total, sum(p.declared_value) OVER paper AS value_total,
    sum(l.quantity) OVER paper AS quantity_total
FROM refusal.manifest m
JOIN refusal.facility a ON a.facility_id = m.from_facility_id
JOIN refusal.facility b ON b.facility_id = m.to_facility_id
JOIN refusal.manifest_parcel i ON i.manifest_id = m.manifest_id
JOIN refusal.refusal r ON r.refusal_id = i.refusal_id
JOIN refusal.shop s ON s.shop_id = i.shop_id
JOIN refusal.parcel p ON p.parcel_id = r.parcel_id
LEFT JOIN refusal.facility d ON d.facility_id = r.destination_id
CROSS JOIN LATERAL (
    SELECT count(*) AS lines, coalesce(sum(n.refused), 0) AS quantity FROM refusal.line n
    WHERE n.refusal_id = i.refusal_id AND n.refused > 0) AS l
WHERE CASE m.state WHEN 'closed' THEN i.loaded ELSE i.departed END
WINDOW paper AS (PARTITION BY m.manifest_id);
COMMENT ON VIEW refusal.manifest_document IS
    'What a manifest''s paper says of each parcel on the truck, with totals of what the caller may see';
