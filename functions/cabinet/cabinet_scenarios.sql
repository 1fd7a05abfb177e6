-- refusal.cabinet_scenarios(): a shop's scenarios, the newest version first. What is wrong with a retired one is not looked
-- for.
CREATE OR REPLACE FUNCTION refusal.cabinet_scenarios()
RETURNS jsonb
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(jsonb_agg(refusal_internal.scenario_head(s, CASE WHEN s.status <> 'retired' THEN
            (SELECT jsonb_agg(to_jsonb(f)) FROM refusal.lint_scenario(s.scenario_id) AS f) END) ORDER BY s.version DESC), '[]')
    FROM refusal.scenario s WHERE s.shop_id = refusal_internal.cabinet_shop();
END;
COMMENT ON FUNCTION refusal.cabinet_scenarios() IS 'A shop''s scenarios, with how many errors and warnings each has';
REVOKE ALL ON FUNCTION refusal.cabinet_scenarios() FROM PUBLIC;
