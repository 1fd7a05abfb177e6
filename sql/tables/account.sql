-- Who signs in to the cabinet, each for one shop. Administrators only: no policy, no right for anybody else.
CREATE SEQUENCE refusal.account_id_seq AS integer;
CREATE TABLE refusal.account (
    account_id integer PRIMARY KEY DEFAULT nextval('refusal.account_id_seq'),
    shop_id integer NOT NULL REFERENCES refusal.shop,
    login refusal_internal.code NOT NULL,
    password_hash text NOT NULL,
    language text NOT NULL DEFAULT 'ru' CHECK (language IN ('ru', 'en')),
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);
ALTER SEQUENCE refusal.account_id_seq OWNED BY refusal.account.account_id;
CREATE UNIQUE INDEX account_login ON refusal.account (lower(login));
COMMENT ON TABLE refusal.account IS 'Who signs in to the cabinet, and for which shop; a login has no upper and lower case';
COMMENT ON COLUMN refusal.account.password_hash IS 'bcrypt, with its salt';
COMMENT ON COLUMN refusal.account.active IS 'False: it cannot sign in, and its sessions have ended';

-- Whoever reads this table signs in as nobody: the token itself is kept by the browser alone. A dump does not carry it.
CREATE TABLE refusal_internal.session (
    token_digest bytea PRIMARY KEY,
    account_id integer NOT NULL REFERENCES refusal.account ON DELETE CASCADE,
    csrf text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_account ON refusal_internal.session (account_id);
CREATE INDEX session_expiry ON refusal_internal.session (expires_at);
COMMENT ON TABLE refusal_internal.session IS 'Who is signed in to the cabinet';
COMMENT ON COLUMN refusal_internal.session.token_digest IS 'SHA-256 of the token';
COMMENT ON COLUMN refusal_internal.session.expires_at IS 'Moves on while it is used, up to a week from created_at';

-- Failed attempts to sign in within the window, by login and by address. The row of a login is locked while its
-- password is compared, so that guesses sent side by side are counted like those sent one after another.
CREATE TABLE refusal_internal.sign_in_failure (
    kind text CHECK (kind IN ('login', 'address')),
    subject text,
    failures integer NOT NULL,
    window_ends_at timestamptz NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX sign_in_failure_window ON refusal_internal.sign_in_failure (window_ends_at);
COMMENT ON TABLE refusal_internal.sign_in_failure IS 'Failed attempts to sign in, by login and by address';

CREATE TYPE refusal.cabinet_session AS (
    token text,
    csrf text,
    account_id integer,
    login text,
    language text,
    shop_code text,
    shop_name text,
    timezone text
);
COMMENT ON TYPE refusal.cabinet_session IS
    'Who is signed in; csrf: what every request that changes anything must repeat; token: once, when it begins';
