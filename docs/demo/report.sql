-- The end of the day, on one screen.

-- The habit it replaces: everything back to Moscow, from the same place with the same weight, value, loss of value and
-- sorting. Only where a parcel had a way to go: what was lost, written off or recorded by mistake had none.
WITH compared AS (
    SELECT state.name_en, state.name_ru, r.is_open, r.cost_actual, habit.cost AS habit
    FROM refusal.refusal AS r
    JOIN refusal.state USING (state)
    JOIN refusal.parcel USING (parcel_id)
    JOIN refusal.facility AS origin ON origin.facility_id = r.entry_facility_id
    LEFT JOIN refusal.rule USING (rule_id)
    LEFT JOIN LATERAL refusal.plan_route(origin.code, '{FF-MOW}', parcel.weight_grams,
        needs_sorting => coalesce(rule.needs_sorting, false), declared_value => parcel.declared_value,
        value_loss_rate => coalesce(rule.value_loss_rate, 0)) AS habit
        ON r.state NOT IN ('lost_settled', 'written_off', 'accepted_on_spot', 'voided')
)
SELECT coalesce(name_en, 'Together') AS "Where they ended", coalesce(name_ru, 'всего') AS "по-русски",
       count(*) AS "refusals", count(*) FILTER (WHERE is_open) AS "still open",
       sum(cost_actual) FILTER (WHERE habit IS NOT NULL) AS "cost, roubles", sum(habit) AS "by way of Moscow",
       round(100 * (1 - sum(cost_actual) FILTER (WHERE habit IS NOT NULL) / sum(habit))) || ' %' AS "saved"
FROM compared GROUP BY GROUPING SETS ((name_en, name_ru), ()) ORDER BY name_en IS NULL, count(*) DESC, name_en;

SELECT count(*) AS "Events in the journal", count(*) FILTER (WHERE actor = 'system') AS "done by no person",
       (SELECT count(*) FROM refusal.route) AS "routes planned",
       (SELECT sum(cardinality(legs)) FROM refusal.route) AS "legs in them"
FROM refusal.event;

-- Why: one of them, in its own words.
\t on
\pset format unaligned
CREATE TEMPORARY TABLE why AS SELECT refusal.explain(demo.of('M-001')) AS e;
SELECT format('Why did M-001 go to %s? refusal.explain() says:', e #>> '{route,to}') FROM why;
SELECT format('  %s by the rule "%s"', e ->> 'action', e #>> '{rule,name}') FROM why;
SELECT format('  %s roubles: %s', e #>> '{route,cost}',
              (SELECT string_agg(format('%s %s', replace(key, '_', ' '), value), ', ')
               FROM jsonb_each_text(e #> '{route,breakdown}') WHERE value::numeric > 0))
FROM why;
SELECT format('  not %s: %s', r ->> 'facility', r ->> 'because') FROM why, jsonb_array_elements(e -> 'rejected_destinations') AS r;
SELECT format('  not "%s": %s', rule.name,
              CASE WHEN c ? 'failed' THEN format('%s is %s, not %s', c ->> 'failed', c ->> 'has', c ->> 'wants')
                   ELSE 'the rule above is a special case of it' END)
FROM why, jsonb_array_elements(e -> 'candidates') WITH ORDINALITY AS candidate (c, n)
JOIN refusal.rule ON rule.rule_id = (c ->> 'rule')::int
WHERE NOT c ? 'wins_over' ORDER BY c ? 'failed', n LIMIT 4;
SELECT coalesce(string_agg(format('verify(): %s of refusal %s: %s', kind, refusal_id, detail), E'\n'),
                E'\nverify(): nothing found') FROM refusal.verify();
