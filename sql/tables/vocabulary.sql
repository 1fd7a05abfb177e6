-- States, transitions and reasons are rows: a DBA may add to them. `seed` marks the rows that the install script
-- writes, so that a dump carries only what was added.
CREATE TABLE refusal.state (
    state refusal_internal.code PRIMARY KEY,
    terminal boolean NOT NULL,
    name_en refusal_internal.label NOT NULL,
    name_ru refusal_internal.label NOT NULL,
    seed boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE refusal.state IS 'States of a refusal; a terminal one accepts no event of the machine';

CREATE TABLE refusal.transition (
    from_state refusal_internal.code REFERENCES refusal.state,
    event refusal_internal.code NOT NULL,
    to_state refusal_internal.code NOT NULL REFERENCES refusal.state,
    guard text,
    actors text[] NOT NULL,
    seed boolean NOT NULL DEFAULT false,
    UNIQUE NULLS NOT DISTINCT (from_state, event)
);
COMMENT ON TABLE refusal.transition IS
    'The state machine: from_state null is a parcel with no refusal; guard is one of the fixed list; actors may fire it';

CREATE TABLE refusal.reason (
    code refusal_internal.dotted_path PRIMARY KEY,
    parent refusal_internal.dotted_path,
    fault text NOT NULL CHECK (fault IN ('recipient', 'carrier', 'shop')),
    name_en refusal_internal.label NOT NULL,
    name_ru refusal_internal.label NOT NULL,
    seed boolean NOT NULL DEFAULT false,
    -- The tree is the dotted path itself; a trigger makes its nodes exist. Not a foreign key: pg_dump cannot order
    -- the rows of a table that refers to itself.
    CHECK (parent IS NOT DISTINCT FROM nullif(regexp_replace(code, '\.?[^.]+$', ''), ''))
);
COMMENT ON TABLE refusal.reason IS 'Why a parcel was refused, a tree of dotted paths';

CREATE TABLE refusal.reason_map (
    carrier refusal_internal.code NOT NULL,
    code refusal_internal.code NOT NULL,
    reason refusal_internal.dotted_path NOT NULL REFERENCES refusal.reason,
    seed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (carrier, code)
);
COMMENT ON TABLE refusal.reason_map IS 'A carrier''s own refusal codes in our reasons';
