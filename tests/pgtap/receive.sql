-- refusal.receive(): what came, line by line.
BEGIN;
SELECT plan(25);
\set p recv
\ir fixture/world.inc

CREATE TEMPORARY TABLE batch AS SELECT n, pg_temp.record(n) AS r FROM generate_series(1, 5) AS n;
SELECT count(pg_temp.scan(n, f)) FROM batch, unnest('{DEP,DEP,SC,SC,FF}'::text[]) AS f WHERE n < 5 \gset ignored_
CREATE FUNCTION pg_temp.receive(n integer, lines text = 'NULL', more text = '', role text = 'fulfilment') RETURNS jsonb
LANGUAGE sql AS $$
    SELECT pg_temp.call(role, 'receive', r, format(', lines => %s %s', lines, more)) FROM batch WHERE batch.n = receive.n
$$;
CREATE FUNCTION pg_temp.lines(n integer) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', line_no, received, damaged, surplus, wrong_item), ', ' ORDER BY line_no)
    FROM refusal.line, batch WHERE batch.n = lines.n AND refusal_id = (r->>'refusal_id')::bigint
$$;

SELECT is(pg_temp.receive(1)->>'state', 'received', 'null: all came as expected');
SELECT is(pg_temp.lines(1), '1 3 0 0 0, 2 1 0 0 0', 'every unit');
SELECT is(pg_temp.now_of(r)->>'last_event', 'receive', 'by the event receive') FROM batch WHERE n = 1;
SELECT throws_ok('SELECT pg_temp.receive(1)', 'RF001', NULL, 'once');

-- In parts.
SELECT is(pg_temp.receive(2, $$'[{"line_no": 1, "received": 1}]'$$)->>'state', 'partially_received', 'short: a part');
SELECT is(pg_temp.receive(2, $$'[{"line_no": 1, "received": 1, "damaged": 1, "surplus": 2, "wrong_item": 1}]'$$)->>'state',
          'partially_received', 'another, with faults');
SELECT is(pg_temp.lines(2), '1 2 1 2 1, 2 0 0 0 0', 'parts add up');
SELECT is(pg_temp.now_of(r)->>'last_event', 'receive_part', 'by the event receive_part') FROM batch WHERE n = 2;
SELECT throws_ok($$SELECT pg_temp.receive(2, '''[{"line_no": 1, "received": 2}]''')$$, 'RF009', NULL, 'more than is missing');
SELECT is(pg_temp.receive(2, $$'[{"line_no": 1}, {"line_no": 2, "received": 1}]'$$)->>'state', 'received', 'the rest');
SELECT is(pg_temp.lines(2), '1 3 1 2 1, 2 1 0 0 0', 'nothing is missing');

-- Short for good.
SELECT is(pg_temp.receive(3, $$'[{"line_no": 1, "received": 1}]'$$)->>'state', 'partially_received', 'a part, and no more comes');
SELECT is(pg_temp.fire('fulfilment', r, 'declare_short', '{"reason": "never came"}')->>'state', 'received', 'declared short')
FROM batch WHERE n = 3;
SELECT is(pg_temp.lines(3), '1 1 0 0 0, 2 0 0 0 0', 'what came is what came');

-- What does not add up.
SELECT throws_ok($$SELECT pg_temp.receive(4, '''[{"line_no": 1, "received": 4}]''')$$, 'RF009', NULL, 'more than was refused');
SELECT throws_ok($$SELECT pg_temp.receive(4, '''[{"line_no": 1, "received": 1, "damaged": 2}]''')$$, 'RF009', NULL,
                 'more damaged than came');
SELECT throws_ok($$SELECT pg_temp.receive(4, '''[{"line_no": 1, "received": -1}]''')$$, '22023', NULL, 'less than nothing');
SELECT throws_ok($$SELECT pg_temp.receive(4, '''[{"line_no": 7, "received": 1}]''')$$, 'RF004', NULL, 'no such line');
SELECT throws_ok($$SELECT pg_temp.receive(4, '''[{"received": 1}]''')$$, '22023', NULL, 'no line');
SELECT throws_ok($$SELECT pg_temp.receive(4, '''[]''')$$, '22023', NULL, 'no lines');
SELECT throws_ok($$SELECT pg_temp.receive(4, role => 'courier')$$, 'RF005', NULL, 'a courier does not count');
SELECT throws_ok($$SELECT pg_temp.receive(5, more => format(', facility => %L', pg_temp.code('SC')))$$, 'RF002', NULL,
                 'not where it is going');
SELECT is(pg_temp.receive(4, more => format(', request_id => %L', pg_temp.request(1)))->>'version',
          pg_temp.receive(4, more => format(', request_id => %L', pg_temp.request(1)))->>'version', 'a retry does nothing twice');
SELECT is(pg_temp.lines(4), '1 3 0 0 0, 2 1 0 0 0', 'nor counts anything twice');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
