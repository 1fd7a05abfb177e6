-- fire() as one would write it in PL/pgSQL: the state machine's check, the guard, the deadline of the rule, the row, the
-- journal, and the listeners told in the transaction. No actors, hashes or requests; no row security.
CREATE TABLE twin.transition (LIKE refusal.transition INCLUDING ALL);
INSERT INTO twin.transition SELECT * FROM refusal.transition;
CREATE TABLE twin.facility (LIKE refusal.facility INCLUDING ALL);
INSERT INTO twin.facility SELECT * FROM refusal.facility;
CREATE TABLE twin.rule (LIKE refusal.rule INCLUDING ALL);
INSERT INTO twin.rule SELECT * FROM refusal.rule;
-- Channels of its own: what is told there, the other's listeners could not read up.
CREATE TABLE twin.shop (LIKE refusal.shop INCLUDING ALL);
INSERT INTO twin.shop SELECT * FROM refusal.shop;
UPDATE twin.shop SET channel = 'twin_' || channel;

CREATE FUNCTION twin.fire(the_refusal bigint, the_event text, the_payload jsonb DEFAULT '{}') RETURNS twin.refusal
LANGUAGE plpgsql AS $$
DECLARE
    seen record;
    changed twin.refusal;
BEGIN
    SELECT r.state, t.to_state, t.guard, f.active AND f.kind <> 'supplier' AS storage, s.channel, rule.hold_for
    INTO seen
    FROM twin.refusal r
    JOIN twin.shop s ON s.shop_id = r.shop_id
    LEFT JOIN twin.transition t ON t.from_state = r.state AND t.event = the_event
    LEFT JOIN twin.facility f ON f.facility_id = r.facility_id
    LEFT JOIN twin.rule ON rule.rule_id = r.rule_id
    WHERE r.refusal_id = the_refusal
    FOR NO KEY UPDATE OF r;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'refusal % does not exist', the_refusal;
    ELSIF seen.to_state IS NULL THEN
        RAISE EXCEPTION 'event "%" is not allowed in state "%"', the_event, seen.state;
    ELSIF seen.guard = 'storage_available' AND seen.storage IS NOT TRUE THEN
        RAISE EXCEPTION 'the parcel is not where it could be stored';
    END IF;
    UPDATE twin.refusal r
    SET state = seen.to_state, version = r.version + 1, action = 'hold', route_id = NULL, destination_id = NULL,
        leg_no = 0, deadline_at = clock_timestamp() + seen.hold_for, updated_at = clock_timestamp(),
        previous_state = r.state, last_event = the_event, last_payload = the_payload, last_actor = 'shop',
        last_request = NULL, last_digest = NULL, last_occurred_at = clock_timestamp(), last_facility_id = r.facility_id,
        event_id = nextval('twin.event_id')
    WHERE r.refusal_id = the_refusal
    RETURNING * INTO changed;
    INSERT INTO twin.event VALUES (changed.event_id, 1, pg_current_xact_id(), changed.refusal_id, changed.version,
        changed.shop_id, changed.last_event, changed.previous_state, changed.state, changed.last_actor, current_user,
        changed.last_occurred_at, changed.updated_at, changed.last_facility_id, changed.last_request,
        changed.last_digest, changed.last_payload, changed.hash);
    PERFORM pg_notify(seen.channel, json_build_object('v', 1, 'events', json_build_array(json_build_object(
                'refusal', changed.refusal_id, 'event', changed.last_event, 'state', changed.state,
                'version', changed.version)))::text),
            pg_notify('refusal', '{"v":1}');
    RETURN changed;
END
$$;

GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA twin TO bench_client;
VACUUM ANALYZE;
