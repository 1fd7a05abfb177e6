CREATE SEQUENCE refusal.shop_id_seq AS integer;
CREATE TABLE refusal.shop (
    shop_id integer PRIMARY KEY DEFAULT nextval('refusal.shop_id_seq'),
    code refusal_internal.code NOT NULL UNIQUE,
    name refusal_internal.label NOT NULL,
    timezone refusal_internal.zone NOT NULL DEFAULT 'Europe/Moscow',
    proof_policy jsonb,
    retract_window refusal_internal.duration NOT NULL DEFAULT interval '15 minutes',
    search_period refusal_internal.duration NOT NULL DEFAULT interval '30 days',
    -- Channels have no access control: only a name that cannot be guessed keeps a shop's events its own.
    channel name NOT NULL UNIQUE DEFAULT 'refusal_' || replace(gen_random_uuid()::text, '-', ''),
    CONSTRAINT proof_policy_is_known CHECK (
        proof_policy IS NULL
        OR (jsonb_typeof(proof_policy) = 'object'
            AND proof_policy - '{kinds,max_distance_m,max_age_minutes}'::text[] = '{}'
            AND coalesce(jsonb_typeof(proof_policy -> 'kinds') = 'array', true)
            AND NOT jsonb_path_exists(proof_policy, 'strict $.kinds[*] ? (@.type() <> "string")', silent => true)
            AND coalesce(jsonb_typeof(proof_policy -> 'max_distance_m') = 'number', true)
            AND coalesce(jsonb_typeof(proof_policy -> 'max_age_minutes') = 'number', true)))
);
ALTER SEQUENCE refusal.shop_id_seq OWNED BY refusal.shop.shop_id;
COMMENT ON TABLE refusal.shop IS 'A tenant: whose parcels they are';
COMMENT ON COLUMN refusal.shop.proof_policy IS
    'What a refusal must prove, e.g. {"kinds":["photo"],"max_distance_m":300,"max_age_minutes":60}; null: nothing';
COMMENT ON COLUMN refusal.shop.channel IS 'The shop''s NOTIFY channel; keep it as you keep a password';

-- Which database role acts as whom, for which shop. Written by administrators only.
CREATE SEQUENCE refusal.membership_id_seq AS integer;
CREATE TABLE refusal.membership (
    membership_id integer PRIMARY KEY DEFAULT nextval('refusal.membership_id_seq'),
    role_name name NOT NULL,
    shop_id integer REFERENCES refusal.shop,
    actor refusal_internal.actor NOT NULL CHECK (actor <> 'system'),
    facility_id integer,
    supplier refusal_internal.code,
    gateway boolean NOT NULL DEFAULT false,
    CONSTRAINT gateway_serves_every_shop CHECK (NOT gateway OR shop_id IS NULL),
    CONSTRAINT listener_hears_whole_shops CHECK (actor <> 'listener' OR (facility_id IS NULL AND NOT gateway)),
    CONSTRAINT supplier_is_for_suppliers CHECK (supplier IS NULL OR actor = 'supplier'),
    UNIQUE NULLS NOT DISTINCT (role_name, shop_id, actor, facility_id, supplier, gateway)
);
ALTER SEQUENCE refusal.membership_id_seq OWNED BY refusal.membership.membership_id;
COMMENT ON TABLE refusal.membership IS
    'Who may act as whom: shop_id null is every shop, facility_id and supplier null are any';
COMMENT ON COLUMN refusal.membership.gateway IS
    'Sees and does nothing until refusal.act_for(shop) names one shop for the transaction';
