-- refusal.cabinet_fire(): fire() as the shop, and the refusal as it is then.
BEGIN;
SELECT plan(11);
\set p cfire
\ir fixture/world.inc
\ir fixture/cabinet.inc

CREATE TEMPORARY TABLE one AS SELECT (pg_temp.record(5, 'undeliverable.no_contact') ->> 'refusal_id')::bigint AS id;
SELECT throws_ok(format($q$SELECT pg_temp.peek('cabinet_fire(%s, ''correct_address'', ''{"address": "x"}'')', 'nord')$q$, id), 'RF004', NULL, 'another shop''s is none') FROM one;
CREATE FUNCTION pg_temp.fire(arguments text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.cabinet(format('cabinet_fire(%s, %s)', id, arguments)) FROM one
$$;
SELECT pg_temp.fire($$'correct_address', '{"address": "Tverskaya 7"}', 2, 'd0000000-0000-4000-8000-000000000001'$$) AS fired \gset
SELECT is(:'fired'::jsonb #> '{row,version}', '3', 'the refusal as it is after it');
SELECT is(:'fired'::jsonb - 'allowed', pg_temp.cabinet(format('cabinet_refusal(%s)', id)) - 'allowed', 'as cabinet_refusal() shows it') FROM one;
SELECT is(:'fired'::jsonb #>> '{timeline,2,actor}', 'shop', 'the shop did it');
SELECT is(e.role, 'cfire_cabinet', 'by the cabinet''s role') FROM refusal.event e JOIN one ON id = refusal_id WHERE version = 3;
SELECT is(pg_temp.fire($$'correct_address', '{"address": "Tverskaya 7"}', 2, 'd0000000-0000-4000-8000-000000000001'$$) #> '{row,version}', '3', 'a retry does nothing twice');
SELECT throws_ok($q$SELECT pg_temp.fire($$'correct_address', '{"address": "Tverskaya 8"}', 2$$)$q$, 'RF003', NULL, 'somebody was faster');
SELECT throws_ok($q$SELECT pg_temp.fire($$'close'$$)$q$, 'RF001', NULL, 'it is not its turn');
SELECT throws_ok($q$SELECT pg_temp.fire($$'dispatch'$$)$q$, 'RF005', NULL, 'it is not for a shop');
SELECT count(refusal.grant_membership('cfire_cabinet', 'courier', gateway => true)) \gset granted_
SELECT throws_ok($q$SELECT pg_temp.fire($$'dispatch'$$)$q$, 'RF005', NULL, 'not even where the role might do it as somebody else');
SELECT throws_ok($q$SELECT pg_temp.fire($$'correct_address'$$)$q$, 'RF002', NULL, 'a guard blocks it');

SELECT * FROM finish();
ROLLBACK;
