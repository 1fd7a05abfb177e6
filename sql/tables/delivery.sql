-- Where a shop's events are sent to over HTTP, the keys that the requests are signed with, and how it goes.

-- Scheme, host and port, then path and query; no user or password, no fragment: what is logged of it is no secret.
CREATE DOMAIN refusal_internal.web_address AS text
    CONSTRAINT address_is_http CHECK (VALUE ~ '^https?://')
    CONSTRAINT address_has_no_user CHECK (VALUE !~ '^[^/]*//[^/?#]*@')
    CONSTRAINT address_is_well_formed CHECK (
        length(VALUE) <= 2000 AND VALUE !~ '[^[:ascii:]]'
        AND VALUE ~ '^[a-z]+://([[:alnum:]]([[:alnum:]._-]*[[:alnum:]])?|\[[0-9a-fA-F:.]+\])(:[1-9][0-9]{0,4})?([/?]|$)'
        AND VALUE ~ '^[a-z]+://[^/?]+([a-zA-Z0-9._~!$&''()*+,;=:@/?-]|%[0-9a-fA-F]{2})*$'
        AND coalesce(substring(VALUE FROM '^[a-z]+://[^/?]*:([0-9]+)(?=[/?]|$)')::integer <= 65535, true));

CREATE SEQUENCE refusal.endpoint_id_seq AS integer;
CREATE TABLE refusal.endpoint (
    endpoint_id integer PRIMARY KEY DEFAULT nextval('refusal.endpoint_id_seq'),
    shop_id integer NOT NULL REFERENCES refusal.shop,
    name refusal_internal.code NOT NULL,
    kind text NOT NULL DEFAULT 'oms' CHECK (kind IN ('oms', 'notification')),
    url refusal_internal.web_address NOT NULL,
    events text[] CHECK (cardinality(events) > 0 AND array_ndims(events) = 1 AND array_position(events, NULL) IS NULL),
    active boolean NOT NULL DEFAULT true,
    timeout interval NOT NULL DEFAULT interval '15 seconds'
        CHECK (timeout BETWEEN interval '1 millisecond' AND interval '5 minutes'),
    max_attempts integer NOT NULL DEFAULT 20 CHECK (max_attempts BETWEEN 1 AND 1000000),
    concurrency integer NOT NULL DEFAULT 4 CHECK (concurrency BETWEEN 1 AND 100),
    rate_per_second integer CHECK (rate_per_second BETWEEN 1 AND 100000),
    allow_private boolean NOT NULL DEFAULT false,
    start_at refusal.feed_position NOT NULL,
    slots integer NOT NULL DEFAULT 1 CHECK (slots BETWEEN 1 AND 16),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (shop_id, name)
);
ALTER SEQUENCE refusal.endpoint_id_seq OWNED BY refusal.endpoint.endpoint_id;
COMMENT ON TABLE refusal.endpoint IS 'Where a shop''s events are sent to over HTTP';
COMMENT ON COLUMN refusal.endpoint.kind IS
    'oms: every event; notification: those that ask for a message to the recipient';
COMMENT ON COLUMN refusal.endpoint.events IS 'Only these events, by name; null: all';
COMMENT ON COLUMN refusal.endpoint.active IS 'One that is not keeps its place in the feed, and gets nothing';
COMMENT ON COLUMN refusal.endpoint.timeout IS 'How long one request may take';
COMMENT ON COLUMN refusal.endpoint.max_attempts IS 'Failures of one event until it is a dead letter';
COMMENT ON COLUMN refusal.endpoint.concurrency IS 'Requests under way at a time; each refusal''s go one after another';
COMMENT ON COLUMN refusal.endpoint.rate_per_second IS 'Requests in a second; null: as many as it takes';
COMMENT ON COLUMN refusal.endpoint.allow_private IS
    'May its address be inside: loopback, private, link-local? Administrators only';
COMMENT ON COLUMN refusal.endpoint.start_at IS 'It gets what comes after this position: from its first moment on';
COMMENT ON COLUMN refusal.endpoint.slots IS 'Refusals are dealt out to so many processes';

-- Two at most are good at any instant: while a key is replaced its receiver knows the one or the other.
CREATE SEQUENCE refusal_internal.endpoint_key_id_seq AS integer;
CREATE TABLE refusal_internal.endpoint_key (
    endpoint_id integer REFERENCES refusal.endpoint ON DELETE CASCADE,
    key_id integer DEFAULT nextval('refusal_internal.endpoint_key_id_seq'),
    secret bytea NOT NULL CHECK (octet_length(secret) BETWEEN 24 AND 64),
    place smallint NOT NULL CHECK (place IN (1, 2)),
    valid tstzrange NOT NULL,
    PRIMARY KEY (endpoint_id, key_id),
    CONSTRAINT two_keys_at_any_instant EXCLUDE USING gist (endpoint_id WITH =, place WITH =, valid WITH &&)
);
ALTER SEQUENCE refusal_internal.endpoint_key_id_seq OWNED BY refusal_internal.endpoint_key.key_id;
COMMENT ON TABLE refusal_internal.endpoint_key IS 'What requests to an endpoint are signed with';
COMMENT ON COLUMN refusal_internal.endpoint_key.secret IS 'Read by those who deliver, and shown once by add_endpoint_key()';
COMMENT ON COLUMN refusal_internal.endpoint_key.place IS 'One of the two that a key may take';

-- Written by whoever works on the slot, once in a while.
CREATE TABLE refusal_internal.delivery_report (
    endpoint_id integer REFERENCES refusal.endpoint ON DELETE CASCADE,
    slot integer CHECK (slot >= 0),
    circuit text NOT NULL CHECK (circuit IN ('closed', 'open', 'half_open')),
    circuit_since timestamptz NOT NULL,
    delivered bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    last_error text,
    reported_at timestamptz NOT NULL,
    PRIMARY KEY (endpoint_id, slot)
);
COMMENT ON TABLE refusal_internal.delivery_report IS 'How sending to an endpoint goes, as the process that does it last said';
COMMENT ON COLUMN refusal_internal.delivery_report.circuit IS
    'open: the endpoint does not answer, and is left alone for a while; half_open: one request tries it';
