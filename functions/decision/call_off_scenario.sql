-- refusal.call_off_scenario(integer): a scheduled scenario never begins; the one before it stays in force. What
-- was activated once is no draft again: nobody can tell it from one that has decided.
CREATE OR REPLACE FUNCTION refusal.call_off_scenario(scenario_id integer)
RETURNS refusal.scenario
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    scheduled refusal.scenario;
BEGIN
    IF call_off_scenario.scenario_id IS NULL THEN
        RAISE EXCEPTION 'argument "scenario_id" must not be null' USING ERRCODE = '22023';
    END IF;
    PERFORM refusal_internal.lock_scenarios(call_off_scenario.scenario_id);
    SELECT s.* INTO scheduled FROM refusal.scenario s WHERE s.scenario_id = call_off_scenario.scenario_id;
    IF scheduled.status <> 'active' OR coalesce(lower(scheduled.valid) <= clock_timestamp(), true) THEN
        RAISE EXCEPTION 'scenario % is not scheduled', call_off_scenario.scenario_id USING ERRCODE = '55000',
            DETAIL = 'Only one that has been activated and has not begun is called off.';
    END IF;
    PERFORM refusal_internal.unschedule_scenario(call_off_scenario.scenario_id);
    UPDATE refusal.scenario s SET status = 'retired' WHERE s.scenario_id = call_off_scenario.scenario_id
    RETURNING s.* INTO scheduled;
    RETURN scheduled;
END
$function$;
COMMENT ON FUNCTION refusal.call_off_scenario(integer) IS
    'Calls off a scenario that is scheduled; the one before it stays in force';
REVOKE ALL ON FUNCTION refusal.call_off_scenario(integer) FROM PUBLIC;
