-- Redelivery: a new day or a corrected address, then out again. Three rounds, each with fewer parcels; who refuses
-- again is decided anew, and a rule's attempt_cap ends it.
\o /dev/null
SET ROLE demo_moda;
SELECT refusal.fire(refusal_id, 'reschedule', jsonb_build_object('date', current_date + 2))
FROM refusal.refusal WHERE state = 'redelivery_planned' ORDER BY refusal_id LIMIT 2;
SELECT refusal.fire(refusal_id, 'correct_address', '{"address": {"street": "Primernaya street", "house": "12"}}')
FROM refusal.refusal WHERE state = 'redelivery_planned' ORDER BY refusal_id DESC LIMIT 1;

SET ROLE demo_courier;
SELECT demo.fire('dispatch', demo.those_in('{redelivery_planned}'));
SELECT pg_sleep(0.5);
SELECT refusal.fire(refusal_id, 'bring_back', '{"reason": "the car broke down"}')
FROM refusal.refusal WHERE state = 'out_for_redelivery' AND refusal_id NOT IN (demo.of('E-003'), demo.of('E-004'))
ORDER BY refusal_id DESC LIMIT 1;

-- Each round: what the hash of its number and the round says is refused again, the rest is delivered.
CREATE FUNCTION pg_temp.round(round int) RETURNS bigint LANGUAGE sql AS $$
    WITH out AS (
        SELECT r.refusal_id, number,
               number = 'E-004' OR (number <> 'E-003' AND get_byte(sha256(convert_to(number || $1, 'UTF8')), 0) < 128)
                   AS again
        FROM refusal.refusal AS r JOIN refusal.parcel USING (parcel_id) WHERE state = 'out_for_redelivery'
    ), answer AS (
        INSERT INTO demo.answer (what, refusal_id, state, error_code, error)
        SELECT 'refuse again', again.refusal_id, state, error_code, error
        FROM refusal.record_many((
            SELECT coalesce(jsonb_agg(
                demo.capture(parcel) - '{lines,occurred_at,carrier}'::text[]
                || jsonb_build_object('request_id', md5(number || ' again ' || $1)::uuid,
                                      'reason', 'refused.changed_mind', 'proof', demo.proof(parcel, now()))), '[]')
            FROM out JOIN demo.parcel USING (number) WHERE out.again)) AS again
        RETURNING 1)
    SELECT demo.fire('deliver', (SELECT array_agg(refusal_id) FROM out WHERE NOT out.again)) + count(*) FROM answer
$$;
SELECT pg_temp.round(1);
SELECT pg_sleep(0.5);
SELECT demo.fire('dispatch', demo.those_in('{redelivery_planned}'));
SELECT pg_temp.round(2);
SELECT pg_sleep(0.5);
SELECT demo.fire('dispatch', demo.those_in('{redelivery_planned}'));
SELECT demo.fire('deliver', demo.those_in('{out_for_redelivery}'));
SET ROLE demo_electra;
SELECT demo.fire('accept_proof', demo.those_in('{verifying}'));
\o
RESET ROLE;
SELECT demo.tell_of('{E-003,E-004,E-007}');
SELECT format('  %s delivered after all', count(*)) FROM refusal.refusal WHERE state = 'delivered_on_retry';
