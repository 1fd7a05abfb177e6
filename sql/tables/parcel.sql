CREATE SEQUENCE refusal.parcel_id_seq AS bigint;
CREATE TABLE refusal.parcel (
    parcel_id bigint PRIMARY KEY DEFAULT nextval('refusal.parcel_id_seq'),
    shop_id integer NOT NULL REFERENCES refusal.shop,
    number refusal_internal.code NOT NULL,
    weight_grams integer NOT NULL CHECK (weight_grams >= 0),
    declared_value refusal_internal.money NOT NULL DEFAULT 0,
    cod_amount refusal_internal.money NOT NULL DEFAULT 0,
    category refusal_internal.dotted_path,
    supplier refusal_internal.code,
    region refusal_internal.dotted_path,
    courier refusal_internal.code,
    depot_id integer REFERENCES refusal.facility,
    recipient jsonb,
    shipped_at timestamptz,
    UNIQUE (shop_id, number)
);
ALTER SEQUENCE refusal.parcel_id_seq OWNED BY refusal.parcel.parcel_id;
COMMENT ON TABLE refusal.parcel IS 'What was shipped to a recipient';
COMMENT ON COLUMN refusal.parcel.recipient IS
    'The only personal data in pg_refusal; latitude and longitude in it are checked against proof of the refusal';

CREATE TABLE refusal.parcel_line (
    parcel_id bigint NOT NULL REFERENCES refusal.parcel,
    line_no integer NOT NULL CHECK (line_no > 0),
    sku refusal_internal.code NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price refusal_internal.money NOT NULL DEFAULT 0,
    category refusal_internal.dotted_path,
    supplier refusal_internal.code,
    PRIMARY KEY (parcel_id, line_no)
);
COMMENT ON TABLE refusal.parcel_line IS 'What is in a parcel';
