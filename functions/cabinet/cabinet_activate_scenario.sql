-- refusal.cabinet_activate_scenario(...): activate_scenario(), and the scenario as it is then. Errors: those of
-- activate_scenario().
CREATE OR REPLACE FUNCTION refusal.cabinet_activate_scenario(scenario_id integer, at timestamptz DEFAULT NULL)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    PERFORM refusal.activate_scenario(cabinet_activate_scenario.scenario_id, cabinet_activate_scenario.at);
    RETURN refusal.cabinet_scenario(cabinet_activate_scenario.scenario_id);
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_activate_scenario(integer, timestamptz) IS
    'Puts a draft into force; returns the scenario for the cabinet';
REVOKE ALL ON FUNCTION refusal.cabinet_activate_scenario(integer, timestamptz) FROM PUBLIC;
