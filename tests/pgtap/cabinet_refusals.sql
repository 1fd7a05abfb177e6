-- refusal.cabinet_refusals(): a page of a shop's refusals.
BEGIN;
SELECT plan(63);
\set p crefs
\ir fixture/world.inc
\ir fixture/cabinet.inc

-- Nine refusals, numbered from :first on, of all sorts; and one of the other shop's.
UPDATE refusal.parcel SET region = CASE WHEN number < 'P-5' THEN 'ru.north' ELSE 'ru.northwest.spb' END WHERE number ~ '^P-[1-8]$';
CREATE TEMPORARY TABLE made AS
SELECT n, (pg_temp.record(n, reason, coalesce(format(', courier => %L', courier), '')) ->> 'refusal_id')::bigint AS id
FROM (VALUES (1, 'refused', NULL), (2, 'refused.contents', 'olga'), (3, 'refused.contents.quality', 'petr'), (4, 'refused.late', NULL),
             (5, 'undeliverable.no_contact', NULL), (6, 'undeliverable.moved', 'olga'), (7, 'refused.late', NULL),
             (8, 'refused.changed_mind', NULL), (20, 'refused.no_reason', NULL)) AS r (n, reason, courier);
SELECT pg_temp.record_as('courier', 'nord', 'N-1', 9) ->> 'refusal_id' AS theirs \gset
SELECT id AS voided FROM made WHERE n = 8 \gset
SELECT count(pg_temp.fire('supervisor', jsonb_build_object('refusal_id', :voided), 'void', '{"reason": "a mistake"}')) \gset done_
-- The deadline of the seventh is sooner than the fourth's; three were recorded yesterday, and one the day before.
SET LOCAL session_replication_role = replica;
UPDATE refusal.refusal r SET deadline_at = deadline_at - interval '1 hour' FROM made m WHERE m.id = r.refusal_id AND m.n = 7;
UPDATE refusal.refusal r SET recorded_at = r.recorded_at - interval '1 day' FROM made m WHERE m.id = r.refusal_id AND m.n <= 3;
UPDATE refusal.refusal r SET recorded_at = r.recorded_at - interval '1 day' FROM made m WHERE m.id = r.refusal_id AND m.n = 1;
SET LOCAL session_replication_role = origin;

CREATE FUNCTION pg_temp.page(arguments text DEFAULT '') RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.cabinet(format('cabinet_refusals(%s)', arguments))
$$;
-- Which parcels a page has.
CREATE FUNCTION pg_temp.numbers(arguments text) RETURNS text LANGUAGE sql AS $$
    SELECT replace(pg_temp.all_of(pg_temp.page(arguments) -> 'rows', 'number'), 'P-', '')
$$;

SELECT is(pg_temp.all_of(pg_temp.peek('cabinet_refusals()', 'nord') -> 'rows', 'number'), 'N-1', 'another shop sees its own');
SELECT is(pg_temp.shape(pg_temp.page('max_rows => 3')), 'next:string rows:array total:number', 'rows, where they go on, and how many there are');
SELECT is(pg_temp.shape(pg_temp.page('search => ''P-6''') -> 'rows' -> 0), replace(:'row_shape', 'region:null', 'region:string'), 'a row has all that cabinet_rows() has');
SELECT is(pg_temp.shape(pg_temp.page()), 'next:null rows:array total:number', 'all of them on one page: it goes on nowhere');
SELECT is(pg_temp.page() -> 'total', '9', 'nine');
SELECT is(pg_temp.page('search => ''nothing like it'''), '{"rows": [], "next": null, "total": 0}', 'or none');

SELECT is(pg_temp.numbers(filter), expected, filter)
FROM (VALUES ('', '20 8 7 6 5 4 3 2 1'),
    ('search => ''p-2''', '20 2'), ('search => ''20''', '20'), ('search => ''P-%''', NULL), ('state => ''held''', '20'),
    ('state => ''held,voided''', '20 8'), ('state => ''none''', NULL), ('reason => ''refused.contents''', '3 2'),
    ('reason => ''refused''', '20 8 7 4 3 2 1'), ('reason => ''refused.l''', NULL), ('reason => ''undeliverable,refused.late''', '7 6 5 4'),
    ('region => ''ru.north''', '4 3 2 1'), ('region => ''ru''', '8 7 6 5 4 3 2 1'), ('courier => ''olga''', '6 2'),
    ('courier => ''olga,petr''', '6 3 2'), ('since => now() - interval ''1 hour''', '20 8 7 6 5 4'),
    ('until => now() - interval ''1 hour''', '3 2 1'), ('since => now() - interval ''25 hours'', until => now() - interval ''1 hour''', '3 2'),
    ('cost_from => 150', '5 2 1'), ('cost_to => 0', '20 8 7 4 3'), ('cost_from => 128, cost_to => 128.00', '6'),
    ('open => true', '20 7 6 5 4 3 2 1'), ('open => false', '8'), ('waiting => true', '7 4 3'), ('waiting => false', '20 8 6 5 2 1'),
    ('reason => ''refused'', open => true, since => now() - interval ''1 hour'', waiting => false', '20')) AS f (filter, expected);
SELECT ok(pg_temp.page(format('search => %L', id)) -> 'rows' @> '[{"number": "P-4"}]', 'a refusal is found by its own number, too')
FROM made WHERE n = 4;

SELECT is(pg_temp.numbers(format(filter, recorded_at)), expected, filter)
FROM made JOIN refusal.refusal ON refusal_id = id, (VALUES ('since => %L', '20 8 7 6 5 4 3'), ('until => %L', '2 1')) AS f (filter, expected) WHERE n = 3;

-- In any order, page by page: the same as on one page.
SELECT is(pg_temp.numbers(sorting), expected, sorting)
FROM (VALUES ('descending => false', '1 2 3 4 5 6 7 8 20'), ('sort => ''number'', descending => false', '1 2 20 3 4 5 6 7 8'),
    ('sort => ''number''', '8 7 6 5 4 3 20 2 1'), ('sort => ''cost'', descending => false', '3 4 7 8 20 6 5 1 2'),
    ('sort => ''cost''', '2 1 5 6 20 8 7 4 3'), ('sort => ''deadline'', descending => false', '7 4 20 1 2 3 5 6 8'),
    ('sort => ''deadline''', '20 4 7 8 6 5 3 2 1')) AS s (sorting, expected);
CREATE FUNCTION pg_temp.leaf(sorting text, at_once integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    page jsonb := pg_temp.page(format('%s, max_rows => %s', sorting, at_once));
    leafed text := pg_temp.all_of(page -> 'rows', 'number');
BEGIN
    WHILE page ->> 'next' IS NOT NULL LOOP
        page := pg_temp.page(format('%s, max_rows => %s, after => %L', sorting, at_once, page ->> 'next'));
        leafed := leafed || ' ' || pg_temp.all_of(page -> 'rows', 'number');
    END LOOP;
    RETURN replace(leafed, 'P-', '');
END
$$;
SELECT is(pg_temp.leaf(sorting, 2), pg_temp.numbers(sorting), 'by twos, ' || sorting)
FROM unnest('{"sort => ''recorded_at''","descending => false","sort => ''number''","sort => ''cost''","sort => ''cost'', descending => false","sort => ''deadline''","sort => ''deadline'', descending => false"}'::text[]) AS sorting;
SELECT is(pg_temp.leaf('descending => true', 9), pg_temp.numbers(''), 'a page that is just full is the last');
SELECT is(pg_temp.page(format('max_rows => 2, after => %L', pg_temp.page('max_rows => 2') ->> 'next')) -> 'total', 'null', 'how many there are is said once');

SELECT throws_ok(format('SELECT pg_temp.page(%L)', arguments), '22023', NULL, arguments)
FROM unnest(ARRAY['sort => ''state''', 'sort => NULL', 'descending => NULL', 'max_rows => 0', 'max_rows => 1001', 'max_rows => NULL',
    'after => ''yesterday''', 'after => ''5~x''', 'sort => ''cost'', after => ''5''', 'after => ''12345678901234567890''']) AS arguments;
SELECT throws_ok($$SELECT pg_temp.page('sort => ''cost'', after => ''5~dear''')$$, '22P02', NULL, 'a place that is no cost');
SELECT is(pg_temp.page('search => $x$'');DROP TABLE refusal.refusal;--$x$') -> 'rows', '[]', 'what is searched for is nothing but that');

SELECT * FROM finish();
ROLLBACK;
