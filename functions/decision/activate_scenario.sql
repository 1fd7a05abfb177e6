-- refusal.activate_scenario(integer, timestamptz): from `at` on the shop's refusals are decided by this draft, or by
-- this one that is scheduled and has not begun. What is scheduled for later stays scheduled. The trigger on
-- refusal.scenario refuses one with errors (RF007).
CREATE OR REPLACE FUNCTION refusal.activate_scenario(scenario_id integer, at timestamptz DEFAULT NULL)
RETURNS refusal.scenario
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    activated refusal.scenario;
    began timestamptz;
    begins timestamptz;
    ends timestamptz;
BEGIN
    IF activate_scenario.scenario_id IS NULL THEN
        RAISE EXCEPTION 'argument "scenario_id" must not be null' USING ERRCODE = '22023';
    END IF;
    IF NOT isfinite(activate_scenario.at) THEN
        RAISE EXCEPTION 'argument "at" must be finite' USING ERRCODE = '22023';
    END IF;
    PERFORM refusal_internal.lock_scenarios(activate_scenario.scenario_id);
    SELECT s.* INTO activated FROM refusal.scenario s WHERE s.scenario_id = activate_scenario.scenario_id;
    IF activated.status = 'active' AND lower(activated.valid) > clock_timestamp() THEN
        PERFORM refusal_internal.unschedule_scenario(activate_scenario.scenario_id);
    ELSIF activated.status <> 'draft' THEN
        RAISE EXCEPTION 'scenario % has been activated before', activate_scenario.scenario_id
            USING ERRCODE = '55000', HINT = 'Copy its rules into a new draft, and activate that.';
    END IF;

    -- Now is when the transaction began, unless another scenario took over while it waited for its turn.
    SELECT max(lower(s.valid)) INTO began
    FROM refusal.scenario s
    WHERE s.shop_id = activated.shop_id AND s.status <> 'draft' AND lower(s.valid) <= clock_timestamp();
    begins := greatest(activate_scenario.at, CASE WHEN began > now() THEN clock_timestamp() ELSE now() END);
    SELECT min(lower(s.valid)) INTO ends
    FROM refusal.scenario s
    WHERE s.shop_id = activated.shop_id AND s.status <> 'draft' AND lower(s.valid) > begins;

    UPDATE refusal.scenario s SET valid = tstzrange(lower(s.valid), begins)
    WHERE s.shop_id = activated.shop_id AND s.status <> 'draft' AND s.valid @> begins;
    UPDATE refusal.scenario s SET status = 'retired'
    WHERE s.shop_id = activated.shop_id AND s.status = 'active' AND s.scenario_id <> activated.scenario_id
        AND (isempty(s.valid) OR upper(s.valid) <= clock_timestamp());
    UPDATE refusal.scenario s SET status = 'active', valid = tstzrange(begins, ends)
    WHERE s.scenario_id = activate_scenario.scenario_id
    RETURNING s.* INTO activated;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'scenario % does not exist', activate_scenario.scenario_id USING ERRCODE = 'RF004';
    END IF;
    RETURN activated;
END
$function$;
COMMENT ON FUNCTION refusal.activate_scenario(integer, timestamptz) IS
    'Puts a draft into force, from at (null, or in the past: now) until the next one that is scheduled';
REVOKE ALL ON FUNCTION refusal.activate_scenario(integer, timestamptz) FROM PUBLIC;
