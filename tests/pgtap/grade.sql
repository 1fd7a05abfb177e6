-- refusal.grade(): what a unit is worth, and what is to become of it.
BEGIN;
SELECT plan(19);
\set p grade
\ir fixture/world.inc
\ir fixture/received.inc

SELECT is(pg_temp.do('grade', $$1, 'A', 'restock', 2$$)->>'state', 'inspecting', 'graded');
SELECT matches(pg_temp.events_of(r), 'receive inspect grade$', 'after an inspection, which it begins by itself') FROM one;
SELECT results_eq('SELECT pg_temp.parts()', $$VALUES ('1 1 2 A restock')$$, 'a part of the line');
SELECT is(pg_temp.do('grade', $$1, 'C', 'dispose'$$)->>'state', 'inspecting', 'without a quantity: the rest of it');
SELECT results_eq('SELECT pg_temp.parts()', $$VALUES ('1 1 2 A restock'), ('1 2 2 C dispose')$$, 'surplus units included');
SELECT throws_ok($$SELECT pg_temp.do('grade', '1, ''A'', ''restock''')$$, 'RF009', NULL, 'nothing is left of it');
SELECT throws_ok($$SELECT pg_temp.do('grade', '2, ''A'', ''restock'', 2')$$, 'RF009', NULL, 'more than came');
SELECT throws_ok($$SELECT pg_temp.do('grade', '2, ''A'', ''restock'', 0')$$, '22023', NULL, 'none');
SELECT throws_ok($$SELECT pg_temp.do('grade', '2, ''A'', ''eat''')$$, '22023', NULL, 'a disposition that does not exist');
SELECT throws_ok($$SELECT pg_temp.do('grade', '2, '''', ''restock''')$$, '22023', NULL, 'no grade');
SELECT throws_ok($$SELECT pg_temp.do('grade', 'NULL, ''A'', ''restock''')$$, '22023', NULL, 'no line');
SELECT throws_ok($$SELECT pg_temp.do('grade', '9, ''A'', ''restock''')$$, 'RF002', NULL, 'no such line');
SELECT throws_ok($$SELECT pg_temp.do('grade', '2, ''A'', ''restock''', 'warehouse')$$, 'RF005', NULL, 'a warehouse does not grade');
SELECT throws_ok($$SELECT pg_temp.do('grade', '2, ''A'', ''restock''', 'nord')$$, 'RF004', NULL, 'another shop''s refusal');
SELECT is(pg_temp.do('grade', format($$2, 'A', 'restock', request_id => %L$$, pg_temp.request(5)))->>'version',
          pg_temp.do('grade', format($$2, 'A', 'restock', request_id => %L$$, pg_temp.request(5)))->>'version', 'a retry');
SELECT is((SELECT count(*) FROM pg_temp.parts() AS p WHERE p LIKE '2 %'), 1::bigint, 'grades nothing twice');
SELECT throws_ok(format($q$SELECT pg_temp.do('grade', $$2, 'B', 'restock', request_id => '%s'$$)$q$, pg_temp.request(5)), 'RF008',
                 NULL, 'other content');
SELECT throws_ok($$SELECT pg_temp.call('fulfilment', 'grade', pg_temp.record(2), ', 1, ''A'', ''restock''')$$, 'RF001', NULL,
                 'before it was received');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
