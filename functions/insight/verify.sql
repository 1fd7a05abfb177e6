-- refusal.verify(timestamptz): replays the journal of every refusal that changed since then (null: of all) and names
-- what does not hold: versions, states, the hash chain, the row itself, quantities, lines against what was asked for when
-- they were refused and against the parcel, places on departures, manifests. No rows: all is well. Of a refusal
-- that lost events when its oldest months were dropped, the journal goes on from the last of those; an event of before
-- that may be kept still, in a month that was not the oldest.
CREATE OR REPLACE FUNCTION refusal.verify(since timestamptz DEFAULT NULL)
RETURNS TABLE (kind text, refusal_id bigint, detail text)
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $function$
    WITH chosen AS (
        SELECT r.* FROM refusal.refusal r WHERE verify.since IS NULL OR r.updated_at >= verify.since
    ), replay AS (
        SELECT e.*,
            coalesce(s.version, 0) + row_number() OVER chain AS place,
            lag(e.to_state, 1, s.state) OVER chain AS state_before,
            lag(e.hash, 1, coalesce(s.hash, '')) OVER chain AS hash_before,
            lead(e.version) OVER chain IS NULL AS is_last
        FROM refusal.event e JOIN chosen c ON c.refusal_id = e.refusal_id
        LEFT JOIN refusal_internal.journal_start s ON s.refusal_id = e.refusal_id
        WHERE e.version > coalesce(s.version, 0)
        WINDOW chain AS (PARTITION BY e.refusal_id ORDER BY e.version, e.event_id)
    ), refusing AS (
        SELECT DISTINCT ON (p.refusal_id) p.refusal_id, p.payload -> 'lines' AS lines
        FROM replay p WHERE p.event IN ('capture', 'refuse_again') ORDER BY p.refusal_id, p.version DESC
    ), asked AS (
        -- Without a quantity: all there was.
        SELECT r.refusal_id,
            CASE WHEN jsonb_typeof(i.item -> 'line_no') = 'number' THEN (i.item ->> 'line_no')::numeric END AS line_no,
            CASE WHEN jsonb_typeof(i.item -> 'quantity') = 'number' THEN (i.item ->> 'quantity')::numeric END AS quantity
        FROM refusing r CROSS JOIN LATERAL jsonb_array_elements(
            CASE WHEN jsonb_typeof(r.lines) = 'array' THEN r.lines ELSE '[]' END) AS i (item)
    ), totals AS (
        SELECT c.refusal_id, c.outcome, coalesce(sum(l.refused), 0) AS refused, bool_and(l.refused = l.shipped) AS is_full
        FROM chosen c LEFT JOIN refusal.line l ON l.refusal_id = c.refusal_id
        GROUP BY c.refusal_id, c.outcome
    )
    SELECT 'version', p.refusal_id, format('event %s has version %s in place %s', p.event_id, p.version, p.place)
    FROM replay p WHERE p.version <> p.place
    UNION ALL
    SELECT 'state', p.refusal_id,
        format('event %s starts in state "%s", the one before ended in "%s"', p.event_id, p.from_state, p.state_before)
    FROM replay p WHERE p.from_state IS DISTINCT FROM p.state_before
    UNION ALL
    SELECT 'state', p.refusal_id,
        format('event %s: no transition "%s" leads from "%s" to "%s"', p.event_id, p.event, p.from_state, p.to_state)
    FROM replay p
    WHERE NOT (p.event = 'money' AND p.from_state = p.to_state)
        AND NOT EXISTS (
            SELECT FROM refusal.transition t
            WHERE t.from_state IS NOT DISTINCT FROM p.from_state AND t.event = p.event AND t.to_state = p.to_state)
    UNION ALL
    SELECT 'hash', p.refusal_id, format('event %s, version %s, is not what was journalled', p.event_id, p.version)
    FROM replay p
    WHERE p.hash IS DISTINCT FROM refusal_internal.event_hash(
        p.hash_before, p.refusal_id, p.version, p.event, p.from_state, p.to_state, p.actor, p.role, p.occurred_at,
        p.recorded_at, p.facility_id, p.request_id, p.payload)
    UNION ALL
    SELECT 'row', c.refusal_id,
        format('the row is at version %s in state "%s", its journal at version %s in state "%s"', c.version, c.state,
            j.version, j.state)
    FROM chosen c
    LEFT JOIN refusal_internal.journal_start s ON s.refusal_id = c.refusal_id
    LEFT JOIN replay p ON p.refusal_id = c.refusal_id AND p.is_last
    CROSS JOIN LATERAL (
        SELECT p.version, p.to_state, p.hash, p.event_id WHERE p.refusal_id IS NOT NULL
        UNION ALL
        SELECT s.version, s.state, s.hash, s.event_id WHERE p.refusal_id IS NULL) AS j (version, state, hash, event_id)
    WHERE (c.version, c.state, c.hash, c.event_id)
        IS DISTINCT FROM (j.version, j.state, j.hash, j.event_id)
    UNION ALL
    SELECT 'row', c.refusal_id,
        format('outcome "%s", money_state "%s" and attempt %s are not all known', c.outcome, c.money_state, c.attempt)
    FROM chosen c
    WHERE c.outcome NOT IN ('full', 'partial') OR c.money_state NOT IN ('none', 'due', 'refunded', 'claimed')
        OR c.attempt < 0
    UNION ALL
    SELECT 'quantity', t.refusal_id, 'its lines refuse nothing'
    FROM totals t WHERE t.refused = 0
    UNION ALL
    SELECT 'quantity', t.refusal_id, format('its outcome is "%s", and its lines say otherwise', t.outcome)
    FROM totals t WHERE t.refused > 0 AND t.outcome = CASE WHEN t.is_full THEN 'partial' ELSE 'full' END
    UNION ALL
    SELECT 'quantity', t.refusal_id, format('%s units were to be refused, its lines refuse %s', sum(a.quantity), t.refused)
    FROM totals t JOIN asked a ON a.refusal_id = t.refusal_id
    WHERE t.refused > 0
    GROUP BY t.refusal_id, t.refused
    HAVING sum(a.quantity) > t.refused OR (bool_and(a.quantity IS NOT NULL) AND sum(a.quantity) < t.refused)
    UNION ALL
    SELECT 'quantity', a.refusal_id, format('line %s was to be refused, %s', a.line_no,
        CASE WHEN l.line_no IS NULL THEN 'and is not there' ELSE format('%s units, and has %s', sum(a.quantity), l.refused) END)
    FROM asked a JOIN totals t ON t.refusal_id = a.refusal_id
    LEFT JOIN refusal.line l ON l.refusal_id = a.refusal_id AND l.line_no = a.line_no
    WHERE t.refused > 0 AND a.line_no IS NOT NULL
    GROUP BY a.refusal_id, a.line_no, l.line_no, l.refused
    HAVING l.line_no IS NULL OR sum(a.quantity) > l.refused
    UNION ALL
    SELECT 'quantity', c.refusal_id,
        format('line %s has %s units, the parcel %s', l.line_no, l.shipped, coalesce(p.quantity, 0))
    FROM chosen c
    JOIN refusal.line l ON l.refusal_id = c.refusal_id
    LEFT JOIN refusal.parcel_line p ON p.parcel_id = c.parcel_id AND p.line_no = l.line_no
    WHERE p.quantity IS DISTINCT FROM l.shipped
    UNION ALL
    SELECT 'quantity', c.refusal_id,
        format('line %s: %s units have a disposition, %s came', l.line_no, sum(s.quantity), l.received + l.surplus)
    FROM chosen c
    JOIN refusal.line l ON l.refusal_id = c.refusal_id
    JOIN refusal.line_result s ON s.refusal_id = l.refusal_id AND s.line_no = l.line_no
    GROUP BY c.refusal_id, l.line_no, l.received, l.surplus
    HAVING sum(s.quantity) > l.received + l.surplus
    UNION ALL
    SELECT 'quantity', s.refusal_id, format('line %s has a disposition, and is not there', s.line_no)
    FROM chosen c JOIN refusal.line_result s ON s.refusal_id = c.refusal_id
    WHERE NOT EXISTS (SELECT FROM refusal.line l WHERE l.refusal_id = s.refusal_id AND l.line_no = s.line_no)
    GROUP BY s.refusal_id, s.line_no
    UNION ALL
    SELECT 'quantity', min(c.refusal_id),
        format('line %s of parcel %s: %s units refused, %s shipped', l.line_no, l.parcel_id, sum(l.refused),
            max(l.shipped))
    FROM chosen c JOIN refusal.line l ON l.refusal_id = c.refusal_id
    WHERE c.state NOT IN ('voided', 'accepted_on_spot', 'lost_settled', 'written_off')
    GROUP BY l.parcel_id, l.line_no
    HAVING sum(l.refused) > max(l.shipped)
    UNION ALL
    SELECT 'capacity', p.refusal_id,
        format('place %s of the departure of lane %s at %s is held for no leg of a route in force', p.place, p.lane_id,
            p.departs_at)
    FROM refusal.reservation p LEFT JOIN chosen c ON c.refusal_id = p.refusal_id
    WHERE p.departs_at > now() AND (verify.since IS NULL OR c.refusal_id IS NOT NULL)
        AND NOT EXISTS (
            SELECT FROM refusal_internal.leg_ahead a
            WHERE (a.refusal_id, a.route_id, a.leg_no, a.lane_id, a.departs_at)
                = (p.refusal_id, p.route_id, p.leg_no, p.lane_id, p.departs_at))
        -- It left before its time, and that route may be in force no more.
        AND NOT EXISTS (
            SELECT FROM refusal.route o
            JOIN refusal.event e ON e.refusal_id = o.refusal_id AND e.event_id > o.event_id AND e.event = 'depart'
            WHERE o.route_id = p.route_id)
    UNION ALL
    SELECT 'capacity', a.refusal_id,
        format('leg %s of route %s has no place on the departure of lane %s at %s', a.leg_no, a.route_id, a.lane_id,
            a.departs_at)
    FROM chosen c
    JOIN refusal_internal.leg_ahead a ON a.refusal_id = c.refusal_id
    JOIN refusal.lane l ON l.lane_id = a.lane_id
    WHERE l.capacity IS NOT NULL AND a.timetabled
        AND NOT EXISTS (
            SELECT FROM refusal.reservation p
            WHERE (p.refusal_id, p.route_id, p.leg_no, p.lane_id, p.departs_at)
                = (a.refusal_id, a.route_id, a.leg_no, a.lane_id, a.departs_at))
    UNION ALL
    SELECT 'manifest', i.refusal_id, CASE
        WHEN r.refusal_id IS NULL THEN format('manifest %s names it, and it is not there', i.manifest_id)
        ELSE format('manifest %s is %s, and says of it: departed %s, arrived %s, aboard %s', i.manifest_id, m.state, i.departed,
            i.arrived, i.aboard) END
    FROM refusal.manifest_parcel i JOIN refusal.manifest m ON m.manifest_id = i.manifest_id
    LEFT JOIN chosen c ON c.refusal_id = i.refusal_id
    LEFT JOIN refusal.refusal r ON r.refusal_id = i.refusal_id AND r.shop_id = i.shop_id
    WHERE (verify.since IS NULL OR c.refusal_id IS NOT NULL)
        AND (r.refusal_id IS NULL OR CASE m.state WHEN 'closed' THEN i.departed OR i.arrived OR i.aboard <> i.loaded
                WHEN 'departed' THEN i.arrived OR i.aboard <> i.departed ELSE i.aboard END)
    UNION ALL
    SELECT 'journal', e.refusal_id, format('event %s belongs to no refusal', e.event_id)
    FROM refusal.event e
    WHERE verify.since IS NULL AND NOT EXISTS (SELECT FROM chosen c WHERE c.refusal_id = e.refusal_id)
    ORDER BY 2, 1, 3
$function$;
COMMENT ON FUNCTION refusal.verify(timestamptz) IS
    'Replays the journal: a row for everything that does not hold; no rows: all is well';
REVOKE ALL ON FUNCTION refusal.verify(timestamptz) FROM PUBLIC;
