-- The end of the day, on one screen.
\set QUIET on
\pset footer off
SELECT state.name_en AS "Where they ended", state.name_ru AS "по-русски", count(*) AS "refusals",
       CASE WHEN state.terminal THEN 'finished' ELSE 'open' END AS " "
FROM refusal.refusal JOIN refusal.state USING (state)
GROUP BY state.name_en, state.name_ru, state.terminal ORDER BY state.terminal DESC, count(*) DESC;

-- The habit it replaces: back to Moscow, whatever it is and whoever wants it. Same origin, weight, value and loss.
WITH compared AS (
    SELECT r.refusal_id, r.cost_actual, habit.cost AS habit
    FROM refusal.refusal AS r
    JOIN refusal.parcel USING (parcel_id)
    JOIN refusal.facility AS origin ON origin.facility_id = r.entry_facility_id
    LEFT JOIN refusal.rule USING (rule_id)
    CROSS JOIN LATERAL refusal.plan_route(origin.code, '{FF-MOW}', parcel.weight_grams,
        needs_sorting => coalesce(rule.needs_sorting, false), declared_value => parcel.declared_value,
        value_loss_rate => coalesce(rule.value_loss_rate, 0)) AS habit
    WHERE r.state <> 'voided'
)
SELECT to_char(sum(cost_actual), 'FM999,999,990.00') AS "What the ways cost, roubles",
       to_char(sum(habit), 'FM999,999,990.00') AS "All back to Moscow",
       to_char(sum(habit) - sum(cost_actual), 'FM999,999,990.00') AS "Saved",
       round(100 * (1 - sum(cost_actual) / sum(habit)))::text || ' %' AS "of it"
FROM compared;

SELECT sum(cardinality(legs)) AS "Legs planned", count(*) AS "routes",
       (SELECT count(*) FROM refusal.event) AS "events in the journal",
       (SELECT count(*) FROM refusal.event WHERE actor = 'system') AS "done by no person"
FROM refusal.route;

-- Why: one of them in its own words.
\t on
\pset format unaligned
SELECT format(E'Why did %s go to %s? refusal.explain() says:', number, destination.name)
FROM refusal.refusal AS r JOIN refusal.parcel USING (parcel_id)
JOIN refusal.facility AS destination ON destination.facility_id = r.destination_id WHERE number = 'M-001';
SELECT format('  rule "%s" of scenario version %s: %s', e #>> '{rule,name}', e #>> '{rule,scenario_version}', e ->> 'action')
FROM refusal.explain(demo.of('M-001')) AS e;
SELECT format('  route to %s for %s roubles: %s', e #>> '{route,to}', e #>> '{route,cost}',
              (SELECT string_agg(format('%s %s', replace(key, '_', ' '), value), ', ')
               FROM jsonb_each_text(e #> '{route,breakdown}') WHERE value::numeric > 0))
FROM refusal.explain(demo.of('M-001')) AS e;
SELECT format('  not to %s for %s: %s', r ->> 'facility', r ->> 'cost', r ->> 'because')
FROM refusal.explain(demo.of('M-001')) AS e, jsonb_array_elements(e -> 'rejected_destinations') AS r;
SELECT format('  other rules: %s', string_agg(
    format('%s (%s)', rule.name, coalesce(c ->> 'because', format('its %s wants %s, this has %s', c ->> 'failed', c ->> 'wants',
           coalesce(c ->> 'has', 'none')))), E'\n               '))
FROM refusal.explain(demo.of('M-001')) AS e, jsonb_array_elements(e -> 'candidates') AS c
JOIN refusal.rule ON rule.rule_id = (c ->> 'rule')::int;
SELECT coalesce(string_agg(format('verify(): %s of refusal %s: %s', kind, refusal_id, detail), E'\n'),
                E'\nverify(): nothing found') FROM refusal.verify();
