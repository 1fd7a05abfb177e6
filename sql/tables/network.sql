CREATE SEQUENCE refusal.facility_id_seq AS integer;
CREATE TABLE refusal.facility (
    facility_id integer PRIMARY KEY DEFAULT nextval('refusal.facility_id_seq'),
    code refusal_internal.code NOT NULL UNIQUE,
    name refusal_internal.label NOT NULL,
    kind text NOT NULL CHECK (kind IN ('depot', 'sorting_center', 'storage', 'fulfilment', 'supplier',
                                       'pickup_point', 'shop')),
    shop_id integer REFERENCES refusal.shop,
    supplier refusal_internal.code,
    region refusal_internal.dotted_path,
    timezone refusal_internal.zone NOT NULL DEFAULT 'Europe/Moscow',
    latitude double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision CHECK (longitude BETWEEN -180 AND 180),
    handling_cost refusal_internal.money NOT NULL DEFAULT 0,
    sorting_cost refusal_internal.money NOT NULL DEFAULT 0,
    storage_cost_per_day refusal_internal.money NOT NULL DEFAULT 0,
    redelivery_cost refusal_internal.money NOT NULL DEFAULT 0,
    handling_time refusal_internal.duration NOT NULL DEFAULT interval '0',
    sorting_time refusal_internal.duration NOT NULL DEFAULT interval '0',
    opens_at time,
    closes_at time,
    active boolean NOT NULL DEFAULT true,
    CONSTRAINT supplier_names_its_owner CHECK ((kind = 'supplier') = (supplier IS NOT NULL))
);
ALTER SEQUENCE refusal.facility_id_seq OWNED BY refusal.facility.facility_id;
CREATE INDEX facility_shop ON refusal.facility (shop_id);
COMMENT ON TABLE refusal.facility IS 'A place of the return network; shop_id null: shared by every shop';
COMMENT ON COLUMN refusal.facility.closes_at IS 'Local time; null: never closed';

ALTER TABLE refusal.membership
    ADD CONSTRAINT membership_facility_id_fkey FOREIGN KEY (facility_id) REFERENCES refusal.facility;

CREATE SEQUENCE refusal.lane_id_seq AS integer;
CREATE TABLE refusal.lane (
    lane_id integer PRIMARY KEY DEFAULT nextval('refusal.lane_id_seq'),
    from_facility_id integer NOT NULL REFERENCES refusal.facility,
    to_facility_id integer NOT NULL REFERENCES refusal.facility,
    cost_per_parcel refusal_internal.money NOT NULL DEFAULT 0,
    cost_per_kg refusal_internal.money NOT NULL DEFAULT 0,
    transit_time refusal_internal.duration NOT NULL,
    departures integer[] CHECK (0 <= ALL (departures) AND 10080 > ALL (departures)
                                AND array_position(departures, NULL) IS NULL),
    capacity integer CHECK (capacity >= 0),
    valid tstzrange NOT NULL DEFAULT tstzrange(NULL, NULL)
);
ALTER SEQUENCE refusal.lane_id_seq OWNED BY refusal.lane.lane_id;
CREATE INDEX lane_from ON refusal.lane (from_facility_id);
CREATE INDEX lane_to ON refusal.lane (to_facility_id);
COMMENT ON TABLE refusal.lane IS 'A way from one facility to another';
COMMENT ON COLUMN refusal.lane.departures IS
    'Minutes of the week, Monday 00:00 UTC = 0; null: leaves at any time';
COMMENT ON COLUMN refusal.lane.valid IS 'When a parcel may leave by it';

-- The two relations carry no rows. Their relcache invalidations tell every backend that what it cached of the
-- network, or of shops, memberships, scenarios and the machine, is out of date; invalidating the data tables
-- themselves would replan every query on them.
CREATE TABLE refusal_internal.network_changed ();
COMMENT ON TABLE refusal_internal.network_changed IS 'Invalidated when a facility or lane changes; holds no rows';
CREATE TABLE refusal_internal.network_change (
    changed_in xid8 NOT NULL,
    facility_id integer,
    lane_id integer
);
CREATE INDEX network_change_since ON refusal_internal.network_change (changed_in);
COMMENT ON TABLE refusal_internal.network_change IS
    'What a backend has to read anew of its network: a facility, a lane, or (both null) everything';
CREATE TABLE refusal_internal.settings_changed ();
COMMENT ON TABLE refusal_internal.settings_changed IS
    'Invalidated when a shop, membership, scenario, reason or the machine changes; holds no rows';
