-- refusal.cabinet_simulation(...): what a scenario would have changed in the last days: in sums, as simulation_summary()
-- gives them, and the first two hundred refusals it would have changed. replayed: how many decisions were taken anew.
-- Errors: those of simulate().
CREATE OR REPLACE FUNCTION refusal.cabinet_simulation(scenario_id integer, days integer DEFAULT 30)
RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off
AS $function$
#variable_conflict use_column
DECLARE
    answer jsonb;
BEGIN
    IF cabinet_simulation.days IS NULL OR cabinet_simulation.days NOT BETWEEN 1 AND 3660 THEN
        RAISE EXCEPTION 'argument "days" must be from 1 to 3660' USING ERRCODE = '22023';
    END IF;
    WITH replayed AS MATERIALIZED (
        SELECT s.* FROM refusal.simulate(cabinet_simulation.scenario_id,
            now() - make_interval(days => cabinet_simulation.days), now()) AS s
    ), summed AS (
        SELECT d.action, d.destination, count(*) FILTER (WHERE NOT d.now) AS refusals_was,
            count(*) FILTER (WHERE d.now) AS refusals_now, coalesce(sum(d.cost) FILTER (WHERE NOT d.now), 0) AS cost_was,
            coalesce(sum(d.cost) FILTER (WHERE d.now), 0) AS cost_now
        FROM replayed s
        CROSS JOIN LATERAL (VALUES (false, s.action_was, s.destination_was, s.cost_was),
                                   (true, s.action_now, s.destination_now, s.cost_now))
            AS d (now, action, destination, cost)
        GROUP BY d.action, d.destination
    ), changed AS (
        SELECT s.refusal_id, s.action_was, s.action_now, s.destination_was, s.destination_now, s.cost_was::text,
            s.cost_now::text, s.decided_at
        FROM replayed s
        WHERE (s.action_was, s.destination_was) IS DISTINCT FROM (s.action_now, s.destination_now)
        ORDER BY s.decided_at DESC, s.refusal_id DESC LIMIT 200
    )
    SELECT jsonb_build_object(
        'summary', (SELECT coalesce(jsonb_agg(jsonb_build_object('action', s.action, 'destination', s.destination,
                        'refusals_was', s.refusals_was, 'refusals_now', s.refusals_now,
                        'cost_was', round(s.cost_was, 2)::text, 'cost_now', round(s.cost_now, 2)::text,
                        'cost_difference', round(s.cost_now - s.cost_was, 2)::text) ORDER BY s.action, s.destination), '[]')
                    FROM summed s),
        'changed', (SELECT coalesce(jsonb_agg(to_jsonb(c) - 'decided_at' || jsonb_build_object('number', p.number)
                        ORDER BY c.decided_at DESC, c.refusal_id DESC), '[]')
                    FROM changed c
                    LEFT JOIN refusal.refusal r ON r.refusal_id = c.refusal_id
                    LEFT JOIN refusal.parcel p ON p.parcel_id = r.parcel_id),
        'replayed', (SELECT count(*) FROM replayed))
    INTO answer;
    RETURN answer;
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_simulation(integer, integer) IS
    'What a scenario would have changed in the last days, in sums and refusal by refusal';
REVOKE ALL ON FUNCTION refusal.cabinet_simulation(integer, integer) FROM PUBLIC;
