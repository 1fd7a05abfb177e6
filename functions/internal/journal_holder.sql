-- refusal_internal.journal_holder(upto, until): who needs the journal up to that position and that time still, one of
-- them; null: nobody. Without a time only consumers are asked. A consumer that has not acknowledged so far, or has an event
-- of there parked; an endpoint that nobody has begun to send to; a refusal that is open: its proof, its decision and the requests that were answered are read from its
-- journal. Positions are ordered as text: pg_upgrade brings the function back before their operator class.
CREATE OR REPLACE FUNCTION refusal_internal.journal_holder(upto refusal.feed_position, until timestamptz)
RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT h.who FROM (
        SELECT format('consumer %s, slot %s', c.name, s.slot) AS who
        FROM refusal.consumer c
        CROSS JOIN LATERAL generate_series(0, c.slots - 1) AS s (slot)
        LEFT JOIN LATERAL (
            SELECT k.upto FROM refusal_internal.cursor k WHERE k.consumer_id = c.consumer_id AND k.slot = s.slot
            ORDER BY k.generation DESC, k.upto::text COLLATE "C" DESC LIMIT 1) AS k ON true
        WHERE coalesce(k.upto OPERATOR(refusal.<=) journal_holder.upto, true)
        UNION ALL
        SELECT format('consumer %s, parked event %s', c.name, min(p.event_id))
        FROM refusal_internal.parked_event p JOIN refusal.consumer c USING (consumer_id)
        WHERE p.pos OPERATOR(refusal.<=) journal_holder.upto GROUP BY c.name
        UNION ALL
        SELECT format('endpoint %s', e.endpoint_id)
        FROM refusal.endpoint e
        WHERE e.start_at OPERATOR(refusal.<=) journal_holder.upto
            AND NOT EXISTS (SELECT FROM refusal.consumer c WHERE c.endpoint_id = e.endpoint_id)
        UNION ALL
        SELECT format('refusal %s', r.refusal_id) FROM refusal.refusal r
        WHERE journal_holder.until IS NOT NULL AND r.is_open AND r.recorded_at < journal_holder.until) AS h
    LIMIT 1;
END;
COMMENT ON FUNCTION refusal_internal.journal_holder(refusal.feed_position, timestamptz) IS
    'Who needs the oldest part of the journal still; null: nobody';
REVOKE ALL ON FUNCTION refusal_internal.journal_holder(refusal.feed_position, timestamptz) FROM PUBLIC;
