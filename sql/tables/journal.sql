-- The journal is the feed. The parent carries no index, constraint or foreign key: pg_dump restores the months as
-- ordinary tables, and what the parent does not have cannot clash. The default partition is part of the extension.
CREATE TABLE refusal.event (
    event_id bigint NOT NULL,
    xid_space integer NOT NULL,
    txid xid8 NOT NULL,
    refusal_id bigint NOT NULL,
    version integer NOT NULL,
    shop_id integer NOT NULL,
    event text NOT NULL,
    from_state text,
    to_state text NOT NULL,
    actor text NOT NULL,
    role name NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    facility_id integer,
    request_id uuid,
    request_digest bytea,
    payload jsonb NOT NULL,
    hash bytea NOT NULL
) PARTITION BY RANGE (recorded_at);
COMMENT ON TABLE refusal.event IS 'The journal: every change of every refusal, append-only and hash-chained';
COMMENT ON COLUMN refusal.event.xid_space IS 'Which cluster''s transaction ids txid belongs to';
COMMENT ON COLUMN refusal.event.version IS '1, 2, 3 … per refusal, without a gap';
COMMENT ON COLUMN refusal.event.role IS 'The database role that did it';
COMMENT ON COLUMN refusal.event.occurred_at IS 'The device''s clock';
COMMENT ON COLUMN refusal.event.recorded_at IS 'The server''s clock';
COMMENT ON COLUMN refusal.event.hash IS 'SHA-256 over this event and the hash before it';

CREATE TABLE refusal_internal.event_default PARTITION OF refusal.event DEFAULT;
CREATE UNIQUE INDEX event_default_version ON refusal_internal.event_default (refusal_id, version);
CREATE INDEX event_default_event ON refusal_internal.event_default (event_id);
CREATE INDEX event_default_txid ON refusal_internal.event_default (xid_space, txid);

-- Transaction ids of two clusters must never be compared. A row is added when the system identifier differs from the
-- newest row's: after a restore into another cluster, or pg_upgrade.
CREATE TABLE refusal_internal.xid_space (
    xid_space integer PRIMARY KEY,
    system_identifier bigint NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE refusal_internal.xid_space IS 'The clusters whose transaction ids the journal holds';

CREATE TABLE refusal_internal.digest_key (
    key bytea NOT NULL,
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton)
);
COMMENT ON TABLE refusal_internal.digest_key IS
    'The secret that request digests are keyed with; drawn at the first use, lost with the database';
