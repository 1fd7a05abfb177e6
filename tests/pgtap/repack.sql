-- refusal.repack(): units that need a new package get one.
BEGIN;
SELECT plan(9);
\set p repack
\ir fixture/world.inc
\ir fixture/received.inc

SELECT pg_temp.do('grade', $$1, 'B', 'repack_restock', 3$$) AS r, pg_temp.do('grade', $$1, 'A', 'restock', 1$$) AS s \gset graded_
SELECT is(pg_temp.do('repack', '1, 2')->>'last_event', 'repack', 'two of three');
SELECT results_eq('SELECT pg_temp.parts()',
                  $$VALUES ('1 1 2 B repack_restock repacked'), ('1 2 1 A restock'), ('1 3 1 B repack_restock')$$,
                  'the part is split: what is repacked, and what is left');
SELECT throws_ok($$SELECT pg_temp.do('repack', '1, 2')$$, 'RF009', NULL, 'more than is left');
SELECT is(pg_temp.do('repack', '1')->>'last_event', 'repack', 'without a quantity: the rest');
SELECT throws_ok($$SELECT pg_temp.do('repack', '1')$$, 'RF009', NULL, 'nothing is left');
SELECT throws_ok($$SELECT pg_temp.do('repack', '2')$$, 'RF002', NULL, 'a line that was not graded');
SELECT throws_ok($$SELECT pg_temp.do('repack', '1', 'courier')$$, 'RF005', NULL, 'a courier does not repack');
SELECT throws_ok($$SELECT pg_temp.do('repack', 'NULL')$$, '22023', NULL, 'no line');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
