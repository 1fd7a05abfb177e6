-- refusal_internal.cut_feed(era, tick): removes that tick and all before it. What is kept of their events belongs to the
-- next one, and so comes after every position that was given out up to there. Where the cluster ended with that tick it
-- is its own successor: the events of one cluster are put in order by none of another's.
CREATE OR REPLACE FUNCTION refusal_internal.cut_feed(era bigint, tick bigint)
RETURNS void
LANGUAGE sql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO refusal_internal.tick (era, tick, snapshot, ticked_at, drawn)
    SELECT t.era, t.tick + 1, t.snapshot, t.ticked_at, t.drawn
    FROM refusal_internal.tick t JOIN refusal_internal.era e ON e.era = t.era
    WHERE t.era = cut_feed.era AND t.tick = cut_feed.tick AND NOT EXISTS (
        SELECT FROM refusal_internal.tick l JOIN refusal_internal.era f ON f.era = l.era
        WHERE (l.era, l.tick) > (t.era, t.tick) AND f.xid_space = e.xid_space);
    DELETE FROM refusal_internal.tick t WHERE (t.era, t.tick) <= (cut_feed.era, cut_feed.tick);
END;
COMMENT ON FUNCTION refusal_internal.cut_feed(bigint, bigint) IS 'Removes the ticks up to one';
REVOKE ALL ON FUNCTION refusal_internal.cut_feed(bigint, bigint) FROM PUBLIC;
