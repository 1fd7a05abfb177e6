-- refusal.cabinet_figures(): a shop's refusals of a period in numbers.
BEGIN;
SELECT plan(26);
\set p cfig
\ir fixture/world.inc
\ir fixture/cabinet.inc

SET LOCAL timezone = 'UTC';
UPDATE refusal.parcel SET region = CASE WHEN number < 'P-3' THEN 'ru.north' ELSE 'ru.south' END WHERE number ~ '^P-[1-4]$';
CREATE TEMPORARY TABLE made AS
SELECT n, (pg_temp.record(n, reason, more) ->> 'refusal_id')::bigint AS id
FROM (VALUES (1, 'refused', ''), (2, 'refused', ', courier => ''olga'''), (3, 'refused.late', ''), (4, 'refused.late', ''), (5, 'undeliverable.no_contact', ', lines => ''[{"line_no": 1, "quantity": 1}]''')) AS r (n, reason, more);
SELECT count(pg_temp.record_as('courier', 'nord', 'N-1', 9)) \gset theirs_
CREATE FUNCTION pg_temp.figures(arguments text DEFAULT 'until => now() + interval ''1 hour''') RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.cabinet(format('cabinet_figures(%s)', arguments))
$$;
SELECT is(pg_temp.peek('cabinet_figures(until => now() + interval ''1 hour'')', 'nord') -> 'total', '1', 'another shop sees its own');
SELECT pg_temp.figures() AS figures \gset
SELECT is(pg_temp.shape(:'figures'), 'automatic_share:number breaches:number by_courier:array by_reason:array by_region:array by_sku:array cost_per_refusal:string over_time:array time_in_state:array total:number', 'its parts');
SELECT is(:'figures'::jsonb -> 'total', '5', 'how many');
SELECT is(:'figures'::jsonb -> 'cost_per_refusal', '"99.20"', '2 * 173.00 and 150.00 of five');
SELECT is(:'figures'::jsonb -> 'by_reason', '[{"reason": "refused", "count": 2, "cost": "346.00"}, {"reason": "refused.late", "count": 2, "cost": "0.00"}, {"reason": "undeliverable.no_contact", "count": 1, "cost": "150.00"}]', 'by reason, the most frequent first');
SELECT is(:'figures'::jsonb -> 'by_region', '[{"region": "ru.north", "count": 2, "cost": "346.00"}, {"region": "ru.south", "count": 2, "cost": "0.00"}, {"region": null, "count": 1, "cost": "150.00"}]', 'by region, what is unknown too');
SELECT is(:'figures'::jsonb -> 'by_courier', '[{"courier": "ivan", "count": 4, "cost": "323.00"}, {"courier": "olga", "count": 1, "cost": "173.00"}]', 'by courier');
SELECT is(:'figures'::jsonb -> 'by_sku', '[{"sku": "KETTLE", "count": 13}, {"sku": "PHONE", "count": 4}]', 'by article, in refused units');
SELECT is(:'figures'::jsonb -> 'over_time', jsonb_build_array(jsonb_build_object('bucket', date_trunc('day', now(), 'Europe/Moscow'), 'count', 5, 'cost', '496.00')), 'by days of the shop');
SELECT is(:'figures'::jsonb -> 'automatic_share', '0.6000', 'three of five were decided without anybody');
SELECT is(:'figures'::jsonb -> 'breaches', '0', 'and no question was left');
SELECT is(pg_temp.all_of(:'figures'::jsonb -> 'time_in_state', 'state') || ' ' || pg_temp.all_of(:'figures'::jsonb -> 'time_in_state', 'count'), 'refused 5', 'each has left one state');

-- Of what has gone on: two hours in awaiting_decision, and ten; an answer that came too late.
SELECT count(pg_temp.cabinet(format('cabinet_decide(%s, ''hold'')', id))) FROM made WHERE n = 3 \gset decided_
SELECT count(pg_temp.cabinet(format('cabinet_override(%s, ''hold'', accept_cost => true)', id))) FROM made WHERE n = 1 \gset overridden_
SET LOCAL session_replication_role = replica;
UPDATE refusal.refusal SET deadline_at = now() - interval '1 minute' FROM made WHERE id = refusal_id AND n = 4;
SET LOCAL session_replication_role = origin;
SELECT refusal.run_due() AS due \gset
SET LOCAL session_replication_role = replica;
UPDATE refusal.event e SET recorded_at = e.recorded_at - CASE n WHEN 3 THEN interval '2 hours' ELSE interval '10 hours' END FROM made WHERE id = refusal_id AND n IN (3, 4) AND version = 2;
UPDATE refusal.event e SET recorded_at = x.recorded_at + CASE x.n WHEN 3 THEN interval '2 hours' ELSE interval '10 hours' END
FROM (SELECT n, id, recorded_at FROM made JOIN refusal.event ON refusal_id = id AND version = 2) AS x WHERE e.refusal_id = x.id AND e.version = 3 AND x.n IN (3, 4);
SET LOCAL session_replication_role = origin;
SELECT pg_temp.figures() AS figures \gset
SELECT is(:'figures'::jsonb -> 'breaches', '1', 'a question was left');
SELECT is(:'figures'::jsonb -> 'automatic_share', '0.4000', 'and one that rules had decided was decided anew');
SELECT is(jsonb_path_query_first(:'figures', '$.time_in_state[*] ? (@.state == "awaiting_decision")'),
          '{"state": "awaiting_decision", "count": 3, "hours_median": 2.00, "hours_p90": 8.40}', 'how long the shop takes: ten hours, two, and none');

-- Periods.
SET LOCAL session_replication_role = replica;
UPDATE refusal.refusal r SET recorded_at = make_timestamptz(2026, 3, n, 22, 30, 0, 'UTC') FROM made WHERE id = refusal_id;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.figures('''2026-03-01'', ''2026-04-01''') -> 'total', '5', 'a month');
SELECT is(pg_temp.figures('''2026-03-02 22:30Z'', ''2026-03-04 22:30Z''') -> 'total', '2', 'from its first moment until its last, which is not within');
SELECT is(pg_temp.figures('''2026-03-05'', ''2026-03-06''') -> 'by_sku', '[{"sku": "KETTLE", "count": 1}]', 'an article that was kept is not there');
SELECT is(pg_temp.all_of(pg_temp.figures('''2026-03-01'', ''2026-03-04 00:00Z''') -> 'over_time', 'bucket'), '2026-03-01T21:00:00+00:00 2026-03-02T21:00:00+00:00 2026-03-03T21:00:00+00:00', 'days begin at the shop''s midnight');
SELECT is(pg_temp.all_of(pg_temp.figures('''2026-03-01'', ''2026-04-01'', ''week''') -> 'over_time', 'bucket'), '2026-03-01T21:00:00+00:00', 'and weeks on its Monday');
SELECT is(pg_temp.figures('until => ''2026-03-31 22:30Z''') -> 'total', '5', 'thirty days where no beginning is said');
SELECT is(pg_temp.figures('until => ''2026-03-31 22:30:01Z''') -> 'total', '4', 'and no more');
SELECT is(pg_temp.figures('''2020-01-01'', ''2020-02-01'''), '{"total": 0, "by_sku": [], "breaches": 0, "by_reason": [], "by_region": [], "over_time": [], "by_courier": [], "time_in_state": [], "automatic_share": 0, "cost_per_refusal": "0.00"}', 'of nothing, nothing');
SELECT throws_ok(format('SELECT pg_temp.figures(%L)', arguments), code, NULL, arguments)
FROM (VALUES ('step => ''hour''', '22023'), ('step => NULL', '22023'), ('since => ''yesterday noon''', '22007')) AS t (arguments, code);

SELECT * FROM finish();
ROLLBACK;
