CREATE SEQUENCE refusal.scenario_id_seq AS integer;
CREATE TABLE refusal.scenario (
    scenario_id integer PRIMARY KEY DEFAULT nextval('refusal.scenario_id_seq'),
    shop_id integer NOT NULL REFERENCES refusal.shop,
    version integer NOT NULL CHECK (version > 0),
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'active', 'retired')),
    valid tstzrange,
    UNIQUE (shop_id, version),
    CONSTRAINT valid_when_it_counts CHECK ((status = 'draft') = (valid IS NULL)),
    CONSTRAINT one_active_at_any_instant EXCLUDE USING gist (shop_id WITH =, valid WITH &&) WHERE (status <> 'draft')
);
ALTER SEQUENCE refusal.scenario_id_seq OWNED BY refusal.scenario.scenario_id;
COMMENT ON TABLE refusal.scenario IS 'A shop''s versioned rule set; an activated one never changes';

CREATE SEQUENCE refusal.rule_id_seq AS integer;
CREATE TABLE refusal.rule (
    rule_id integer PRIMARY KEY DEFAULT nextval('refusal.rule_id_seq'),
    scenario_id integer NOT NULL REFERENCES refusal.scenario ON DELETE CASCADE,
    name refusal_internal.label NOT NULL,
    rank integer,
    -- Conditions: null matches everything; a condition never matches what is unknown.
    reason refusal_internal.dotted_path REFERENCES refusal.reason,
    category refusal_internal.dotted_path,
    region refusal_internal.dotted_path,
    outcome text CHECK (outcome IN ('full', 'partial')),
    supplier refusal_internal.code,
    facility refusal_internal.code,
    payment text CHECK (payment IN ('prepaid', 'cod')),
    value numrange,
    weight int4range,
    attempt int4range,
    weekdays integer[] CHECK (1 <= ALL (weekdays) AND 7 >= ALL (weekdays) AND array_position(weekdays, NULL) IS NULL),
    courier refusal_internal.code,
    -- What to do.
    action text NOT NULL CHECK (action IN ('redeliver', 'return', 'hold', 'ask_shop', 'dispose')),
    destinations text[] CHECK (cardinality(destinations) > 0 AND array_position(destinations, NULL) IS NULL),
    destination_kind text CHECK (destination_kind IN ('depot', 'sorting_center', 'storage', 'fulfilment', 'supplier',
                                                      'pickup_point', 'shop')),
    needs_sorting boolean NOT NULL DEFAULT false,
    hold_for refusal_internal.duration,
    decide_within refusal_internal.duration,
    default_action text CHECK (default_action IN ('redeliver', 'return', 'hold', 'ask_shop', 'dispose')),
    attempt_cap integer CHECK (attempt_cap > 0),
    redeliver_margin numeric(14,2) CHECK (redeliver_margin <> 'NaN'),
    value_loss_rate numeric(9,8) NOT NULL DEFAULT 0 CHECK (value_loss_rate BETWEEN 0 AND 1),
    notify_recipient boolean NOT NULL DEFAULT false,
    notify_template refusal_internal.code,
    CONSTRAINT notice_has_a_template CHECK (NOT notify_recipient OR notify_template IS NOT NULL),
    CONSTRAINT margin_is_of_a_redelivery CHECK (redeliver_margin IS NULL OR action = 'redeliver'
                                                OR default_action IS NOT DISTINCT FROM 'redeliver'),
    CONSTRAINT margin_has_a_return CHECK (redeliver_margin IS NULL OR destinations IS NOT NULL
                                          OR destination_kind IS NOT NULL),
    CONSTRAINT default_differs CHECK (default_action <> action)
);
ALTER SEQUENCE refusal.rule_id_seq OWNED BY refusal.rule.rule_id;
CREATE INDEX rule_scenario ON refusal.rule (scenario_id);
COMMENT ON TABLE refusal.rule IS 'When these conditions hold, do this';
COMMENT ON COLUMN refusal.rule.rank IS 'Settles rules of which neither is inside the other; the lowest wins';
COMMENT ON COLUMN refusal.rule.value IS 'Declared value, or of the refused lines when partial';
COMMENT ON COLUMN refusal.rule.weight IS 'Grams';
COMMENT ON COLUMN refusal.rule.weekdays IS '1 = Monday, of occurred_at in the shop''s timezone';
COMMENT ON COLUMN refusal.rule.redeliver_margin IS
    'What another attempt may cost beyond the return, else it is blocked; negative: by how much less; null: anything';
COMMENT ON COLUMN refusal.rule.value_loss_rate IS 'Share of the declared value lost per day on the way';
