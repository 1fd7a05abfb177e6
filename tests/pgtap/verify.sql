-- refusal.verify(): finds whatever was changed behind the triggers' back, and names whose it is.
BEGIN;
SELECT plan(32);
\set p verify
\ir fixture/world.inc
\ir fixture/received.inc

SELECT pg_temp.do('grade', $$1, 'A', 'restock', 2$$) AS r \gset graded_
CREATE TEMPORARY TABLE two AS SELECT pg_temp.record(2) AS r;
-- Two of three kettles, and all there is of the other line.
SELECT pg_temp.role('courier') AS courier, pg_temp.code('acme') AS acme \gset
SET LOCAL ROLE :courier;
SELECT refusal_id AS partial FROM refusal.record(:'acme', 'P-3', 'refused', gen_random_uuid(),
    lines => '[{"line_no": 1, "quantity": 2}, {"sku": "PHONE"}]') \gset
SELECT refusal_id AS exact FROM refusal.record(:'acme', 'P-4', 'refused', gen_random_uuid(),
    lines => '[{"sku": "KETTLE", "quantity": 1}, {"sku": "PHONE", "quantity": 1}]') \gset
SELECT refusal_id AS accepting FROM refusal.record(:'acme', 'P-5', 'refused', gen_random_uuid(), lines => '[{"line_no": 2}]') \gset
-- What is printed in its own way: escapes, other scripts, numbers, nothing, and keys of other lengths than their order.
SELECT refusal_id AS odd FROM refusal.record(:'acme', 'P-6', 'refused', gen_random_uuid(), courier => E'O"Neil\\\\ \u0001\n\u65e5',
    lines => '[{"line_no": 1, "quantity": null}]',
    proof => '[{"kind": "a\"b", "latitude": -0.10, "longitude": 1e-7, "sha256": null}, {"kind": "b", "latitude": 12}]') \gset
RESET ROLE;
SELECT is_empty('SELECT * FROM refusal.verify()', 'what the triggers wrote holds');

-- A superuser with session_replication_role = replica is asked by nobody.
CREATE FUNCTION pg_temp.tampered(statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    found text[];
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE replace(statement, '$1', (SELECT r->>'refusal_id' FROM one));
    SELECT array_agg(DISTINCT kind || CASE WHEN v.refusal_id = (r->>'refusal_id')::bigint THEN '' ELSE ' of another' END)
    INTO found FROM refusal.verify() AS v, one;
    RAISE EXCEPTION USING ERRCODE = 'P0099'; -- undo it
EXCEPTION WHEN SQLSTATE 'P0099' THEN
    RETURN QUERY SELECT unnest(found);
END
$$;
SELECT is(string_agg(kind, ' ' ORDER BY kind), finds, what) FROM (VALUES
    ('an event''s payload', 'hash', 'UPDATE refusal.event SET payload = ''{"facility": "elsewhere"}'' WHERE refusal_id = $1 AND version = 3'),
    ('its actor', 'hash', 'UPDATE refusal.event SET actor = ''supervisor'' WHERE refusal_id = $1 AND version = 3'),
    ('its role', 'hash', 'UPDATE refusal.event SET role = ''postgres'' WHERE refusal_id = $1 AND version = 3'),
    ('its clock', 'hash', 'UPDATE refusal.event SET occurred_at = occurred_at - interval ''1 day'' WHERE refusal_id = $1 AND version = 3'),
    ('its facility', 'hash', 'UPDATE refusal.event SET facility_id = NULL WHERE refusal_id = $1 AND version = 3'),
    ('its hash', 'hash', 'UPDATE refusal.event SET hash = ''\x00'' WHERE refusal_id = $1 AND version = 3'),
    ('its state', 'hash state', 'UPDATE refusal.event SET to_state = ''held'' WHERE refusal_id = $1 AND version = 3'),
    ('an event that is gone', 'hash state version', 'DELETE FROM refusal.event WHERE refusal_id = $1 AND version = 4'),
    ('the last event gone', 'row', 'DELETE FROM refusal.event WHERE refusal_id = $1 AND version =
        (SELECT max(version) FROM refusal.event WHERE refusal_id = $1)'),
    ('all of them gone', 'row', 'DELETE FROM refusal.event WHERE refusal_id = $1'),
    ('the row''s state', 'row', 'UPDATE refusal.refusal SET state = ''closed_fulfilment'' WHERE refusal_id = $1'),
    ('the row''s version', 'row', 'UPDATE refusal.refusal SET version = version + 1 WHERE refusal_id = $1'),
    ('no such outcome', 'row', 'UPDATE refusal.refusal SET outcome = ''some'' WHERE refusal_id = $1'),
    ('no such state of money', 'row', 'UPDATE refusal.refusal SET money_state = ''lent'' WHERE refusal_id = $1'),
    ('less than no attempt', 'row', 'UPDATE refusal.refusal SET attempt = -1 WHERE refusal_id = $1'),
    ('the row gone', 'journal', 'DELETE FROM refusal.refusal WHERE refusal_id = $1'),
    ('its lines gone', 'quantity', 'DELETE FROM refusal.line WHERE refusal_id = $1'),
    ('one of its lines gone', 'quantity', 'DELETE FROM refusal.line WHERE refusal_id = $1 AND line_no = 1'),
    ('fewer units than were shipped', 'quantity',
        'UPDATE refusal.line SET shipped = shipped - 1, refused = refused - 1, received = 0, damaged = 0 WHERE refusal_id = $1 AND line_no = 1'),
    ('a line gone that was named', 'quantity of another', 'DELETE FROM refusal.line WHERE line_no = 1 AND refusal_id = ' || :'partial'),
    ('fewer of it', 'quantity of another', 'UPDATE refusal.line SET refused = 1, accepted = 2 WHERE line_no = 1 AND refusal_id = ' || :'partial'),
    ('a line gone of several whose units are told', 'quantity of another',
        'DELETE FROM refusal.line WHERE line_no = 2 AND refusal_id = ' || :'exact'),
    ('more than was told', 'quantity of another',
        'UPDATE refusal.line SET refused = 3, accepted = 0 WHERE line_no = 1 AND refusal_id = ' || :'exact'),
    ('the line gone that was accepted', 'quantity of another', 'DELETE FROM refusal.line WHERE line_no = 1 AND refusal_id = ' || :'accepting'),
    ('every line gone', 'quantity quantity of another', 'DELETE FROM refusal.line'),
    ('units that nobody received', 'quantity', 'UPDATE refusal.line_result SET quantity = 9 WHERE refusal_id = $1')) AS t (what, finds, statement),
    LATERAL pg_temp.tampered(statement) AS kind
GROUP BY what, finds, statement ORDER BY what;

SELECT is_empty('SELECT * FROM refusal.verify()', 'all of that was undone');
SELECT is_empty($$SELECT * FROM refusal.verify('infinity')$$, 'since then nothing has changed');
SELECT results_eq($$SELECT DISTINCT v.kind FROM pg_temp.tampered('UPDATE refusal.event SET payload = ''{}'' WHERE refusal_id = $1 AND version = 2') AS v (kind)$$,
                  $$VALUES ('hash')$$, 'it is the one refusal that is named');
SELECT is((SELECT count(*) FROM pg_temp.tampered('UPDATE refusal.event SET actor = ''shop'' WHERE refusal_id <> $1') AS k WHERE k LIKE '%another'),
          1::bigint, 'and when it is another, that one');

-- The fields put together here, as core/chain.hpp does it, and digested by the server: of many lengths.
SELECT is_empty($$
    SELECT length FROM generate_series(0, 300) AS length
    CROSS JOIN LATERAL (SELECT to_jsonb(repeat('x', length)) AS payload) AS p
    WHERE refusal_internal.event_hash('\x0102', 7, 3, 'scan', NULL, 'held', 'shop', 'somebody', '2000-01-01 00:00:01Z',
                                      '2000-01-01 00:00:02Z', NULL, NULL, payload)
          <> sha256(int4send(2) || '\x0102' || int4send(8) || int8send(7) || int4send(8) || int8send(3)
                    || int4send(4) || 'scan' || int4send(-1) || int4send(4) || 'held' || int4send(4) || 'shop'
                    || int4send(8) || 'somebody' || int4send(8) || int8send(1000000) || int4send(8) || int8send(2000000)
                    || int4send(-1) || int4send(-1)
                    || int4send(length(payload::text)) || convert_to(payload::text, 'UTF8'))
$$, 'the hash is the SHA-256 of the fields, whatever their length');

SELECT * FROM finish();
ROLLBACK;
