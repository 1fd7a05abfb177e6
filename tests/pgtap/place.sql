-- refusal.place() and `close`: every unit where its disposition wants it.
BEGIN;
SELECT plan(29);
\set p place
\ir fixture/world.inc
\ir fixture/received.inc

CREATE FUNCTION pg_temp.close() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN pg_temp.fire('fulfilment', r, 'close')->>'state' FROM one;
EXCEPTION WHEN SQLSTATE 'RF002' THEN
    RETURN SQLERRM;
END
$$;
SELECT throws_ok($$SELECT pg_temp.fire('fulfilment', r, 'close') FROM one$$, 'RF001', NULL, 'nothing was inspected');

-- What each disposition needs. One refusal after another, both lines by one disposition.
CREATE FUNCTION pg_temp.received(n integer) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    r jsonb := pg_temp.record(n);
BEGIN
    PERFORM pg_temp.scan(n, f) FROM unnest('{DEP,DEP,SC,SC,FF}'::text[]) AS f;
    RETURN pg_temp.call('fulfilment', 'receive', r);
END
$$;
CREATE FUNCTION pg_temp.closes(n integer, disposition text, steps text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r jsonb := pg_temp.received(n);
    line integer;
    step text;
    outcome text := '';
BEGIN
    FOR line IN 1..2 LOOP
        r := pg_temp.call('fulfilment', 'grade', r, format(', %s, ''A'', %L', line, disposition));
    END LOOP;
    FOREACH step IN ARRAY steps || '{close}'::text[] LOOP
        BEGIN
            r := pg_temp.fire('fulfilment', r, 'close');
            RETURN outcome || (r->>'state');
        EXCEPTION WHEN SQLSTATE 'RF002' THEN
            outcome := outcome || 'no, ';
        END;
        EXIT WHEN step = 'close';
        FOR line IN 1..2 LOOP
            r := pg_temp.call('fulfilment', split_part(step, ' ', 1), r,
                              format(', %s %s', line, substr(step, strpos(step, ' '))));
        END LOOP;
    END LOOP;
    RETURN outcome || 'still ' || (r->>'state');
END
$$;
SELECT is(pg_temp.closes(2, 'restock', ARRAY['place , location => ''A-1''']), 'no, closed_fulfilment', 'restock: a location');
SELECT is(pg_temp.closes(3, 'repack_restock', ARRAY['repack ', 'place , location => ''A-1''']), 'no, no, closed_fulfilment',
          'repack_restock: repacked, and a location');
SELECT is(pg_temp.closes(4, 'resale_downgraded', ARRAY['place , location => ''B-1''']), 'no, closed_fulfilment', 'resale_downgraded');
SELECT is(pg_temp.closes(5, 'quarantine', ARRAY['place , location => ''Q-1''']), 'no, closed_fulfilment', 'quarantine');
SELECT is(pg_temp.closes(6, 'repair', ARRAY['place , location => ''R-1''']), 'no, closed_fulfilment', 'repair');
SELECT is(pg_temp.closes(7, 'wrong_item', ARRAY['place , location => ''W-1''']), 'no, closed_fulfilment', 'wrong_item');
SELECT is(pg_temp.closes(8, 'to_supplier', ARRAY['place , location => ''gate'', document => ''T-7''']), 'no, closed_fulfilment',
          'to_supplier: the supplier''s document');
SELECT is(pg_temp.closes(9, 'reship', ARRAY['place , location => ''gate'', parcel => ''P-19''']), 'no, closed_fulfilment',
          'reship: the parcel it leaves in');
SELECT is(pg_temp.closes(10, 'donate', '{}'), 'closed_fulfilment', 'donate: nothing');
SELECT is(pg_temp.closes(11, 'dispose', '{}'), 'closed_fulfilment', 'dispose: nothing');
SELECT is(pg_temp.closes(12, 'missing', '{}'), 'closed_fulfilment', 'missing: nothing');

-- By parts: what is not graded, or not placed, keeps it open.
SELECT pg_temp.do('grade', $$1, 'A', 'restock', 2$$) AS r, pg_temp.do('grade', $$1, 'B', 'to_supplier', 1$$) AS s,
       pg_temp.do('grade', $$2, 'A', 'reship'$$) AS t \gset graded_
SELECT is(pg_temp.close(), 'line 1, part 1 has no location', 'a part without a location');
SELECT is(pg_temp.do('place', $$1, 'A-2', 1$$)->>'last_event', 'place', 'one unit of it');
SELECT is(pg_temp.do('place', $$1, 'A-3', 1$$)->>'last_event', 'place', 'the other elsewhere');
SELECT is(pg_temp.close(), 'line 1, part 2 has no document', 'a part without its document');
SELECT is(pg_temp.do('place', $$1, 'gate', document => 'T-1'$$)->>'last_event', 'place', 'now it has one');
SELECT is(pg_temp.close(), 'line 2, part 1 has no new parcel', 'a part without its parcel');
SELECT is(pg_temp.do('place', $$2, 'gate', parcel => 'P-18'$$)->>'last_event', 'place', 'now it has one');
SELECT is(pg_temp.close(), 'line 1 has 3 of 4 units graded', 'a unit that nobody graded');
SELECT is(pg_temp.do('grade', $$1, 'C', 'dispose'$$)->>'last_event', 'grade', 'disposed of');
SELECT results_eq('SELECT pg_temp.parts()', $$VALUES ('1 1 1 A restock A-2'), ('1 2 1 B to_supplier gate T-1'),
    ('1 3 1 A restock A-3'), ('1 4 1 C dispose'), ('2 1 1 A reship gate reshipped')$$, 'where everything is');
SELECT is(pg_temp.close(), 'closed_fulfilment', 'and it closes');

-- What does not go.
CREATE TEMPORARY TABLE other AS SELECT pg_temp.received(13) AS r;
SELECT pg_temp.call('fulfilment', 'grade', r, ', 1, ''A'', ''restock''') AS r FROM other \gset graded_
SELECT throws_ok($$SELECT pg_temp.call('fulfilment', 'place', r, ', 1, ''A'', 9') FROM other$$, 'RF009', NULL, 'more than there is');
SELECT throws_ok($$SELECT pg_temp.call('fulfilment', 'place', r, ', 1, NULL') FROM other$$, '22023', NULL, 'nowhere');
SELECT throws_ok($$SELECT pg_temp.call('fulfilment', 'place', r, ', 2, ''A''') FROM other$$, 'RF002', NULL, 'a line not graded');
SELECT throws_ok($$SELECT pg_temp.call('fulfilment', 'place', r, ', 1, ''A'', parcel => ''N-1''') FROM other$$, 'RF004', NULL,
                 'another shop''s parcel');
SELECT throws_ok($$SELECT pg_temp.call('shop', 'place', r, ', 1, ''A''') FROM other$$, 'RF005', NULL, 'a shop does not place');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
