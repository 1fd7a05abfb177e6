-- A default partition that is large: the coming months are attached without reading it under the lock.
SELECT plan(8);
\ir fixture/past.inc

SELECT test.record(1) \gset r_
SET session_replication_role = replica;
INSERT INTO refusal.event (event_id, xid_space, txid, refusal_id, version, shop_id, event, from_state, to_state, actor, role, occurred_at,
    recorded_at, payload, hash)
SELECT -n, e.xid_space, e.txid, -n, 1, e.shop_id, e.event, e.from_state, e.to_state, e.actor, e.role, e.occurred_at, e.recorded_at,
    jsonb_build_object('reason', repeat(md5(n::text), 40)), e.hash
FROM generate_series(1, 10000) AS n, refusal.event e WHERE e.refusal_id = 1 AND e.version = 1;
RESET session_replication_role;
SELECT cmp_ok(pg_relation_size('refusal_internal.event_default'), '>', 8 * 1024 * 1024::bigint, 'it is large');

CREATE FUNCTION test.said() RETURNS SETOF text LANGUAGE sql AS $$ SELECT split_part(refusal_internal.maintenance_step(), ' ', 1) $$;
SELECT is(test.said(), 'prepared', 'a constraint comes first');
SELECT is((SELECT count(*) FROM pg_constraint WHERE conrelid = 'refusal_internal.event_default'::regclass AND contype = 'c' AND NOT convalidated),
          1::bigint, 'which is not proved under the lock that adds it');
SET log_min_messages = debug1;
SELECT is(test.said(), 'added', 'then the month');
RESET log_min_messages;
SELECT matches(pg_read_file(current_setting('data_directory') || '/../log'), 'partition constraint for default partition .* is implied',
               'whose rows nobody looks for in the default partition');
CALL refusal.maintain();
-- (On the last day of a month the next one is not; tests/safety/last_day.sh.)
SELECT is(test.months(), CASE WHEN now() + interval '1 day' < test.months_ago(-1) THEN '1:0 2:0' ELSE '2:0' END,
          'the months that come are there, this one stays where it is');
SELECT is((SELECT count(*) FROM pg_constraint WHERE conrelid = 'refusal_internal.event_default'::regclass AND contype = 'c'),
          0::bigint, 'and no constraint is left');
SELECT is(refusal_internal.maintenance_step(), NULL, 'nothing is left to do');

SELECT * FROM finish();
