-- What of the journal is no longer there, and what maintain() has to remember from one call to the next.

-- A refusal's chain is verified from its last dropped event on: its hash is in the first one that was kept.
CREATE TABLE refusal_internal.journal_start (
    refusal_id bigint PRIMARY KEY,
    shop_id integer NOT NULL,
    version integer NOT NULL,
    event_id bigint NOT NULL,
    state text NOT NULL,
    hash bytea NOT NULL
);
COMMENT ON TABLE refusal_internal.journal_start IS 'The last event that was dropped of each refusal that lost any';

CREATE TABLE refusal_internal.retention (
    dropped_upto refusal.feed_position,
    thinned_upto refusal.feed_position,
    maintained_at timestamptz,
    held_up_by text,
    overdue_since timestamptz,
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton)
);
COMMENT ON TABLE refusal_internal.retention IS 'How far the feed is gone, and its ticks thinned';
COMMENT ON COLUMN refusal_internal.retention.dropped_upto IS 'What was dropped is before it, what is kept is after it';
COMMENT ON COLUMN refusal_internal.retention.held_up_by IS 'Who needs the oldest month still; null: nobody, or it is not old enough';
