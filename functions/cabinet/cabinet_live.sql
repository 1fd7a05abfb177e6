-- refusal.cabinet_live(...): a shop's events after a position, as its live pages are told them: each with the refusal's row
-- as it is by now. As read_feed(): in the order of the feed, as far as the last tick. Errors: those of read_feed().
-- Their text sorts as the positions do; their operators are not there yet when pg_upgrade makes this function.
CREATE OR REPLACE FUNCTION refusal.cabinet_live(after refusal.feed_position, max_events integer DEFAULT 100)
RETURNS TABLE (pos text, event jsonb)
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT f.pos::text, jsonb_build_object('position', f.pos::text, 'event_id', f.event_id, 'refusal_id', f.refusal_id,
        'version', f.version, 'event', f.event, 'from_state', f.from_state, 'to_state', f.to_state, 'actor', f.actor,
        'occurred_at', f.occurred_at, 'recorded_at', f.recorded_at,
        'row', (SELECT to_jsonb(v) FROM refusal_internal.cabinet_row v WHERE v.refusal_id = f.refusal_id))
    FROM refusal.read_feed($1, $2) AS f
    ORDER BY f.pos::text COLLATE "C";
END;
COMMENT ON FUNCTION refusal.cabinet_live(refusal.feed_position, integer) IS
    'A shop''s events after a position, for its live pages';
REVOKE ALL ON FUNCTION refusal.cabinet_live(refusal.feed_position, integer) FROM PUBLIC;
