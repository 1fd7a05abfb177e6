-- What fire() writes for this event, in one statement: the row, and its line of the journal.
\set id random(1, :refusals)
WITH changed AS (
    UPDATE twin.refusal
    SET version = version + 1, action = 'hold', route_id = NULL, destination_id = NULL, leg_no = 0, deadline_at = NULL,
        updated_at = clock_timestamp(), previous_state = state, last_event = 'extend_hold', last_payload = '{}',
        last_actor = 'shop', last_request = NULL, last_digest = NULL, last_occurred_at = clock_timestamp(),
        last_facility_id = facility_id, event_id = nextval('twin.event_id')
    WHERE refusal_id = :id
    RETURNING *
)
INSERT INTO twin.event
SELECT event_id, 1, pg_current_xact_id(), refusal_id, version, shop_id, last_event, previous_state, state, last_actor,
       'bench_client', last_occurred_at, updated_at, last_facility_id, last_request, last_digest, last_payload, hash
FROM changed;
