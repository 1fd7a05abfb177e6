-- refusal.cabinet_simulation(): what a draft would have changed.
BEGIN;
SELECT plan(15);
\set p csim
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT count(pg_temp.record(n)) FROM generate_series(1, 3) AS n \gset returned_
SELECT count(pg_temp.record(4, 'refused.late')), count(pg_temp.record_as('courier', 'nord', 'N-1', 9)) \gset asked_
SELECT pg_temp.cabinet('cabinet_new_scenario()') ->> 'scenario_id' AS draft \gset
SELECT count(pg_temp.cabinet(format('cabinet_replace_rules(%s, ''[{"name": "the rest", "action": "return", "destinations": ["csim-ST"]}, {"name": "late", "reason": "refused.late", "action": "ask_shop", "decide_within": "1 hour"}]'')', :draft))) \gset replaced_
CREATE FUNCTION pg_temp.simulation(arguments text) RETURNS jsonb LANGUAGE sql AS $$ SELECT pg_temp.cabinet(format('cabinet_simulation(%s)', arguments)) $$;
-- now() is when all of this began, so that what was just decided is no part of the period.
SET LOCAL session_replication_role = replica;
UPDATE refusal.event SET recorded_at = recorded_at - interval '2 days' WHERE version = 2;
SET LOCAL session_replication_role = origin;
SELECT pg_temp.simulation(:'draft') AS simulated \gset

SELECT is(pg_temp.shape(:'simulated'), 'changed:array replayed:number summary:array', 'its parts');
SELECT is(:'simulated'::jsonb -> 'replayed', '4', 'four decisions, none of another shop');
SELECT is(:'simulated'::jsonb -> 'summary', '[{"action": "ask_shop", "destination": null, "refusals_was": 1, "refusals_now": 1, "cost_was": "0.00", "cost_now": "0.00", "cost_difference": "0.00"},
    {"action": "return", "destination": "csim-FF", "refusals_was": 3, "refusals_now": 0, "cost_was": "519.00", "cost_now": "0.00", "cost_difference": "-519.00"},
    {"action": "return", "destination": "csim-ST", "refusals_was": 0, "refusals_now": 3, "cost_was": "0.00", "cost_now": "411.00", "cost_difference": "411.00"}]', 'in sums');
SELECT is(pg_temp.all_of(:'simulated'::jsonb -> 'changed', 'number'), 'P-3 P-2 P-1', 'what would be otherwise, the last first');
SELECT is((:'simulated'::jsonb #> '{changed,0}') - 'refusal_id', '{"number": "P-3", "action_was": "return", "action_now": "return", "destination_was": "csim-FF", "destination_now": "csim-ST", "cost_was": "173.00", "cost_now": "137.00"}', 'and how');
SELECT results_eq(format('SELECT s ->> ''action'', s ->> ''destination'', (s ->> ''refusals_was'')::bigint, (s ->> ''refusals_now'')::bigint, (s ->> ''cost_was'')::numeric, (s ->> ''cost_now'')::numeric, (s ->> ''cost_difference'')::numeric FROM jsonb_array_elements(%L::jsonb -> ''summary'') AS s', :'simulated'),
                  format('SELECT * FROM refusal.simulation_summary(%s, now() - interval ''30 days'', now())', :draft), 'the sums are simulation_summary()''s');
SELECT is(pg_temp.simulation(format('%s, 2', :draft)) -> 'replayed', '4', 'two days');
SELECT is(pg_temp.simulation(format('%s, 1', :draft)) -> 'replayed', '0', 'one day');
SELECT is(pg_temp.simulation(format('%s, 1', :draft)), '{"changed": [], "summary": [], "replayed": 0}', 'of nothing, nothing');
SELECT is((SELECT count(*) FROM refusal.event WHERE event NOT IN ('capture', 'plan_return', 'ask_shop')), 0::bigint, 'nothing is written');

SELECT throws_ok(format('SELECT pg_temp.simulation(%L)', arguments), code, NULL, arguments)
FROM (VALUES ('-1', 'RF004'), ('NULL', '22023'), (:'draft' || ', 0', '22023'), (:'draft' || ', 3661', '22023'), (:'draft' || ', NULL', '22023')) AS t (arguments, code);

SELECT * FROM finish();
ROLLBACK;
