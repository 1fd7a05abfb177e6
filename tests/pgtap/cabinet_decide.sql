-- refusal.cabinet_decide(): the shop's decision, and the refusal as it is then.
BEGIN;
SELECT plan(8);
\set p cdecide
\ir fixture/world.inc
\ir fixture/cabinet.inc

CREATE TEMPORARY TABLE one AS SELECT (pg_temp.record(1, 'refused.late') ->> 'refusal_id')::bigint AS id;
SELECT throws_ok(format('SELECT pg_temp.peek(''cabinet_decide(%s, $$hold$$)'', ''nord'')', id), 'RF004', NULL, 'another shop''s is none') FROM one;
CREATE FUNCTION pg_temp.decide(arguments text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.cabinet(format('cabinet_decide(%s, %s)', id, arguments)) FROM one
$$;
SELECT throws_ok('SELECT pg_temp.decide(''$$burn$$'')', '22023', NULL, 'an action that is none');
SELECT throws_ok('SELECT pg_temp.decide(''$$return$$, $$cdecide-FAR$$'')', 'RF006', NULL, 'no way leads there');
SELECT pg_temp.decide($$'return', 'cdecide-FF', 2, 'd0000000-0000-4000-8000-000000000001'$$) AS decided \gset
SELECT is(:'decided'::jsonb #>> '{row,destination}', 'cdecide-FF', 'decided');
SELECT is(:'decided'::jsonb #>> '{row,state}', 'return_planned', 'and as it is after that');
SELECT is(pg_temp.decide($$'return', 'cdecide-FF', 2, 'd0000000-0000-4000-8000-000000000001'$$) #> '{row,version}', '3', 'a retry does nothing twice');
SELECT throws_ok('SELECT pg_temp.decide(''$$hold$$, NULL, 2'')', 'RF003', NULL, 'somebody was faster');
SELECT throws_ok('SELECT pg_temp.decide(''$$hold$$'')', 'RF001', NULL, 'it is decided');

SELECT * FROM finish();
ROLLBACK;
