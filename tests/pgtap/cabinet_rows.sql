-- refusal.cabinet_rows(): refusals as the cabinet lists them.
BEGIN;
SELECT plan(9);
\set p crows
\ir fixture/world.inc
\ir fixture/cabinet.inc

CREATE TEMPORARY TABLE made AS SELECT n, pg_temp.record(n) ->> 'refusal_id' AS id FROM generate_series(1, 2) AS n;
SELECT pg_temp.record(3, 'undeliverable.moved', ', courier => ''olga''') ->> 'refusal_id' AS third \gset
SELECT pg_temp.record_as('courier', 'nord', 'N-1', 9) ->> 'refusal_id' AS theirs \gset
SELECT string_agg(id, ',' ORDER BY n DESC) || ',' || :'third' || ',' || :'theirs' AS ids FROM made \gset

SELECT is(pg_temp.all_of(pg_temp.peek(format('cabinet_rows(''{%s}'')', :'ids'), 'nord'), 'refusal_id'), :'theirs', 'another shop sees its own');
SELECT pg_temp.cabinet(format('cabinet_rows(''{%s}'')', :'ids')) AS rows \gset
SELECT is(pg_temp.all_of(:'rows', 'refusal_id'), (SELECT string_agg(id, ' ' ORDER BY n) FROM made) || ' ' || :'third', 'this one its own, in order');
SELECT is(pg_temp.shape(:'rows'::jsonb -> 0), :'row_shape', 'with all of these');
SELECT is((:'rows'::jsonb -> 2) - '{refusal_id,occurred_at,recorded_at,updated_at}'::text[], jsonb_build_object('number', 'P-3', 'state', 'return_planned',
    'is_open', true, 'reason', 'undeliverable.moved', 'outcome', 'full', 'action', 'return', 'attempt', 1, 'region', NULL,
    'courier', 'olga', 'facility', pg_temp.code('DEP'), 'facility_name', 'DEP', 'destination', pg_temp.code('OFF'), 'destination_name', 'OFF',
    'cost_planned', '128.00', 'cost_actual', '0.00', 'declared_value', '500.00', 'deadline_at', NULL, 'version', 2, 'money_state', 'due'), 'as it is');
SELECT is((:'rows'::jsonb -> 0 ->> 'recorded_at')::timestamptz, recorded_at, 'times are told to the microsecond, with their zone')
FROM refusal.refusal JOIN made ON id::bigint = refusal_id WHERE n = 1;
SELECT matches(:'rows'::jsonb -> 0 ->> 'recorded_at', '^\d{4}-\d\d-\d\dT[0-9:.]+[+-]\d\d:\d\d$', 'in ISO 8601');
SELECT is(pg_temp.cabinet('cabinet_rows(''{}'')'), '[]', 'none of none');
SELECT is(pg_temp.cabinet('cabinet_rows(NULL)'), '[]', 'nor of null');
SELECT is(pg_temp.cabinet('cabinet_rows(''{-1,NULL}'')'), '[]', 'nor of what is not there');

SELECT * FROM finish();
ROLLBACK;
