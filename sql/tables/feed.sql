-- The order of the feed. An era begins with every start of the server, every promotion and every new cluster; its
-- ticks say which transactions had committed by then. Both are appended to and never updated: a row that changes a
-- thousand times a second bloats behind any long snapshot.
CREATE TABLE refusal_internal.era (
    era bigint PRIMARY KEY,
    xid_space integer NOT NULL,
    started_at timestamptz NOT NULL,
    timeline integer NOT NULL
);
COMMENT ON TABLE refusal_internal.era IS 'The runs of the server that the feed went through';
COMMENT ON COLUMN refusal_internal.era.era IS 'Microseconds of the clock when it began, and more than any before';
COMMENT ON COLUMN refusal_internal.era.xid_space IS 'Which cluster''s transaction ids its ticks speak of';
COMMENT ON COLUMN refusal_internal.era.started_at IS 'When that server was started';
COMMENT ON COLUMN refusal_internal.era.timeline IS 'Of its WAL; a promotion begins another one';

CREATE TABLE refusal_internal.tick (
    era bigint,
    tick bigint,
    snapshot pg_snapshot NOT NULL,
    ticked_at timestamptz NOT NULL,
    drawn bigint NOT NULL,
    PRIMARY KEY (era, tick)
);
COMMENT ON TABLE refusal_internal.tick IS 'The feed''s order: an event belongs to the first tick whose snapshot sees it';
COMMENT ON COLUMN refusal_internal.tick.drawn IS 'The last event id that anyone had drawn: about how many events there are';
