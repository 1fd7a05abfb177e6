-- A clock was months ahead for a while: what it dated lies in the default partition, and stops no maintenance.
SELECT plan(8);
\ir fixture/past.inc

SELECT test.record(1), test.record(2) \gset r_
SELECT test.call('courier', 'fire(2, ''retract'')') \gset f_
CALL refusal.tick();
SELECT test.record(3) \gset r_
CALL refusal.tick();
SELECT refusal_internal.add_month(test.months_ago(3)) \gset m_
CALL test.age(1, now() - test.months_ago(-2) - interval '3 days');
CALL test.age(2, now() - test.months_ago(3) - interval '3 days');
CALL test.age(3, now() - test.months_ago(-2) - interval '3 days');
SELECT is(test.months(), '-3:3', 'a month is over');
SET pg_refusal.keep = '40d';
SELECT lives_ok('SELECT refusal_internal.maintenance_step()', 'maintenance begins');
CALL refusal.maintain();
SELECT is(test.months(), '0:0 1:0', 'the old month is dropped, the one that was foreseen stays where it is, the others are made');
SELECT is((SELECT count(*) FROM refusal_internal.event_default), 4::bigint, 'with its events');
SELECT isnt((SELECT maintained_at FROM refusal_internal.retention), NULL, 'and maintenance comes to its end');
SELECT is_empty('SELECT * FROM refusal.verify()', 'all is well');

-- A default partition that is large.
SET session_replication_role = replica;
INSERT INTO refusal_internal.event_default (event_id, xid_space, txid, refusal_id, version, shop_id, event, from_state, to_state, actor, role,
    occurred_at, recorded_at, payload, hash)
SELECT -n, e.xid_space, e.txid, -n, 1, e.shop_id, e.event, e.from_state, e.to_state, e.actor, e.role, e.occurred_at, e.recorded_at,
    jsonb_build_object('reason', repeat(md5(n::text), 40)), e.hash
FROM generate_series(1, 10000) AS n, refusal.event e WHERE e.refusal_id = 1 AND e.version = 1;
RESET session_replication_role;
SELECT cmp_ok(pg_relation_size('refusal_internal.event_default'), '>', 8 * 1024 * 1024::bigint, 'it grows');
SELECT is(refusal_internal.maintenance_step(), NULL, 'and is left alone');

SELECT * FROM finish();
