-- refusal_internal.unschedule_scenario(integer): a scenario that has not begun is in force at no time; what would
-- have ended with its beginning goes on to its end. The caller has locked the shop's scenarios.
CREATE OR REPLACE FUNCTION refusal_internal.unschedule_scenario(scenario_id integer)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    scheduled refusal.scenario;
BEGIN
    SELECT s.* INTO STRICT scheduled FROM refusal.scenario s
    WHERE s.scenario_id = unschedule_scenario.scenario_id;
    UPDATE refusal.scenario s SET valid = 'empty' WHERE s.scenario_id = scheduled.scenario_id;
    UPDATE refusal.scenario s SET valid = tstzrange(lower(s.valid), upper(scheduled.valid))
    WHERE s.shop_id = scheduled.shop_id AND s.status = 'active' AND upper(s.valid) = lower(scheduled.valid);
END
$function$;
COMMENT ON FUNCTION refusal_internal.unschedule_scenario(integer) IS
    'Takes a scenario that has not begun out of the calendar';
REVOKE ALL ON FUNCTION refusal_internal.unschedule_scenario(integer) FROM PUBLIC;
