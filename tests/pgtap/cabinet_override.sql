-- refusal.cabinet_override(): what another decision would cost, and that decision.
BEGIN;
SELECT plan(9);
\set p cover
\ir fixture/world.inc
\ir fixture/cabinet.inc

CREATE TEMPORARY TABLE one AS SELECT (pg_temp.record(1) ->> 'refusal_id')::bigint AS id;
SELECT throws_ok(format('SELECT pg_temp.peek(''cabinet_override(%s, $$hold$$)'', ''nord'')', id), 'RF004', NULL, 'another shop''s is none') FROM one;
CREATE FUNCTION pg_temp.override(arguments text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.cabinet(format('cabinet_override(%s, %s)', id, arguments)) FROM one
$$;
SELECT pg_temp.override($$'return', 'cover-ST'$$) AS asked \gset
SELECT is(:'asked'::jsonb - 'refusal', '{"applied": false, "cost_difference": "-36.00"}', 'what it would cost');
SELECT is(:'asked'::jsonb #> '{refusal,row,version}', '2', 'and nothing has changed');
SELECT pg_temp.override($$'return', 'cover-ST', 2, 'd0000000-0000-4000-8000-000000000001', true$$) AS done \gset
SELECT is(:'done'::jsonb - 'refusal', '{"applied": true, "cost_difference": "-36.00"}', 'it is accepted');
SELECT is(:'done'::jsonb #>> '{refusal,row,destination}', 'cover-ST', 'and there it goes');
SELECT is(pg_temp.override($$'return', 'cover-ST', 2, 'd0000000-0000-4000-8000-000000000001', true$$) #> '{refusal,row,version}', '4', 'a retry does nothing twice');
SELECT throws_ok('SELECT pg_temp.override(''$$hold$$, NULL, 2'')', 'RF003', NULL, 'somebody was faster');
SELECT throws_ok('SELECT pg_temp.override(''$$hold$$, NULL, NULL, NULL, NULL'')', '22023', NULL, 'yes or no');
SELECT throws_ok('SELECT pg_temp.override(''$$return$$, $$cover-FAR$$'')', 'RF006', NULL, 'no way leads there');

SELECT * FROM finish();
ROLLBACK;
