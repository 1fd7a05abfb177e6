-- refusal_internal.lock_scenarios(integer): one activation of a shop at a time. Rules are written under a lock of
-- their scenario, so that whoever holds these judges what is committed, and nothing comes after.
CREATE OR REPLACE FUNCTION refusal_internal.lock_scenarios(scenario_id integer)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    shop integer;
BEGIN
    SELECT s.shop_id INTO shop FROM refusal.scenario s WHERE s.scenario_id = lock_scenarios.scenario_id;
    PERFORM FROM refusal.scenario s WHERE s.shop_id = shop ORDER BY s.scenario_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'scenario % does not exist', lock_scenarios.scenario_id USING ERRCODE = 'RF004';
    END IF;
END
$function$;
COMMENT ON FUNCTION refusal_internal.lock_scenarios(integer) IS
    'Locks the scenarios of the shop that this one belongs to';
REVOKE ALL ON FUNCTION refusal_internal.lock_scenarios(integer) FROM PUBLIC;
