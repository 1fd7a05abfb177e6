-- Shop 2's scenario is succeeded by one of many more rules. Variables: rules, facilities.
WITH added AS (INSERT INTO refusal.scenario (shop_id, version) VALUES (2, 2) RETURNING scenario_id)
SELECT scenario_id FROM added \gset
SELECT public.write_rules(:scenario_id, :rules, :facilities, 'return') \g /dev/null
VACUUM ANALYZE;
