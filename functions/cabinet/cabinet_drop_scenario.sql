-- refusal.cabinet_drop_scenario(integer): deletes a draft with its rules; returns the scenarios that are left. Errors: RF004;
-- 55000 where it was activated.
CREATE OR REPLACE FUNCTION refusal.cabinet_drop_scenario(scenario_id integer)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    shop constant integer := refusal_internal.cabinet_shop();
BEGIN
    IF cabinet_drop_scenario.scenario_id IS NULL THEN
        RAISE EXCEPTION 'argument "scenario_id" must not be null' USING ERRCODE = '22023';
    END IF;
    DELETE FROM refusal.scenario s
    WHERE s.scenario_id = cabinet_drop_scenario.scenario_id AND s.shop_id = shop;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'scenario % does not exist', cabinet_drop_scenario.scenario_id USING ERRCODE = 'RF004';
    END IF;
    RETURN refusal.cabinet_scenarios();
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_drop_scenario(integer) IS 'Deletes a draft; returns the scenarios that are left';
REVOKE ALL ON FUNCTION refusal.cabinet_drop_scenario(integer) FROM PUBLIC;
