-- Who reads the feed, and how far each has come. What moves often is appended and folded, never updated: a row that
-- changes a thousand times a second bloats behind any long snapshot.
CREATE SEQUENCE refusal.consumer_id_seq AS integer;
CREATE TABLE refusal.consumer (
    consumer_id integer PRIMARY KEY DEFAULT nextval('refusal.consumer_id_seq'),
    name refusal_internal.code NOT NULL UNIQUE,
    role_name name NOT NULL,
    shop_id integer REFERENCES refusal.shop,
    endpoint_id integer UNIQUE REFERENCES refusal.endpoint ON DELETE CASCADE,
    events text[],
    slots integer NOT NULL CHECK (slots BETWEEN 1 AND 1024),
    max_attempts integer NOT NULL CHECK (max_attempts BETWEEN 1 AND 1000000),
    subscribed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER SEQUENCE refusal.consumer_id_seq OWNED BY refusal.consumer.consumer_id;
COMMENT ON TABLE refusal.consumer IS 'Who reads the feed and keeps their place in it here';
COMMENT ON COLUMN refusal.consumer.role_name IS
    'Who subscribed: it is used by whoever has that role''s privileges, and reads what that role may see';
COMMENT ON COLUMN refusal.consumer.shop_id IS 'Only this shop''s events; null: of every shop that the role sees';
COMMENT ON COLUMN refusal.consumer.endpoint_id IS 'Whose events it hands out, where it is an endpoint''s';
COMMENT ON COLUMN refusal.consumer.events IS 'Only these events, by name; null: all';
COMMENT ON COLUMN refusal.consumer.slots IS 'Refusals are dealt out to so many slots, each with one worker at a time';
COMMENT ON COLUMN refusal.consumer.max_attempts IS 'Failures of one event until it is a dead letter';

-- The greatest row of a slot counts: what is up to there has been acknowledged. seek() begins a new generation.
CREATE TABLE refusal_internal.cursor (
    consumer_id integer REFERENCES refusal.consumer ON DELETE CASCADE,
    slot integer,
    generation bigint,
    upto refusal.feed_position,
    moved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer_id, slot, generation, upto)
);
COMMENT ON TABLE refusal_internal.cursor IS 'How far a consumer has acknowledged the feed; the greatest row counts';

-- The greatest row of a slot counts. A lease lasts until everything handed out under it was settled, the session that
-- polled has ended, or it has expired.
CREATE SEQUENCE refusal_internal.fence_seq;
CREATE TABLE refusal_internal.lease (
    consumer_id integer REFERENCES refusal.consumer ON DELETE CASCADE,
    slot integer,
    entry bigint,
    fence bigint NOT NULL,
    pid integer,
    session_started timestamptz,
    expires_at timestamptz NOT NULL,
    upto refusal.feed_position NOT NULL,
    PRIMARY KEY (consumer_id, slot, entry)
);
ALTER SEQUENCE refusal_internal.fence_seq OWNED BY refusal_internal.lease.fence;
COMMENT ON TABLE refusal_internal.lease IS 'Who works on a slot; the greatest row counts';
COMMENT ON COLUMN refusal_internal.lease.fence IS 'Grows with every new holder: an older one acknowledges nothing';
COMMENT ON COLUMN refusal_internal.lease.upto IS 'The last event that was handed out';

-- A refusal with rows here is parked: its later events wait behind the first, and all others flow.
CREATE TABLE refusal_internal.parked_event (
    consumer_id integer REFERENCES refusal.consumer ON DELETE CASCADE,
    slot integer,
    refusal_id bigint,
    pos refusal.feed_position,
    attempts integer NOT NULL DEFAULT 0,
    retry_at timestamptz,
    dead boolean NOT NULL DEFAULT false,
    error text,
    delivered_fence bigint,
    event_id bigint NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer_id, slot, refusal_id, pos)
);
COMMENT ON TABLE refusal_internal.parked_event IS 'Events that a consumer could not settle, and those behind them';
COMMENT ON COLUMN refusal_internal.parked_event.delivered_fence IS 'Handed out under this lease, and not yet settled';
CREATE INDEX parked_event_event ON refusal_internal.parked_event (consumer_id, event_id);
CREATE INDEX parked_event_delivered ON refusal_internal.parked_event (consumer_id, slot, delivered_fence)
    WHERE delivered_fence IS NOT NULL;
