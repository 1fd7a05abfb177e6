-- refusal.maintain(): the coming months are there in time, a month that is over goes when it may, and not before.
SELECT plan(56);
\ir fixture/past.inc

CREATE FUNCTION test.metric(name text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(coalesce(m.labels->>'held_up_by', m.value::text), ' ') FROM refusal.metrics() AS m WHERE m.metric = name
$$;
-- What a statement meets, as a superuser unless a role is named.
CREATE FUNCTION test.attempt(statement text, role text = 'postgres') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', role);
    EXECUTE statement;
    RESET ROLE;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
-- What verify() finds once a statement has been executed; the statement is undone.
CREATE FUNCTION test.tampered(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE statement;
    SELECT string_agg(DISTINCT format('%s of %s', v.kind, v.refusal_id), ', ') INTO found FROM refusal.verify() AS v;
    RAISE EXCEPTION USING ERRCODE = 'P0099';
EXCEPTION WHEN SQLSTATE 'P0099' THEN
    RETURN found;
END
$$;

-- Ahead of time.
SELECT is(test.metric('journal_months_ahead'), '0', 'no month is there before');
CALL refusal.maintain();
SELECT is(test.months(), '0:0 1:0 2:0', 'this month and the two to come');
CALL refusal.maintain();
SELECT is(test.months(), '0:0 1:0 2:0', 'once');
SELECT is(test.metric('journal_months_ahead'), '2', 'and metrics() counts what is ahead');
SELECT test.record(1), test.record(2) \gset r_
SELECT is(test.months(), '0:4 1:0 2:0', 'what is recorded goes to its month');

-- A month is what the default partition is.
CREATE FUNCTION test.shape(part regclass) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT 'index ' || regexp_replace(pg_get_indexdef(i.indexrelid), 'INDEX \S+ ON \S+', '') FROM pg_index i WHERE i.indrelid = part
    UNION ALL
    SELECT format('policy %s %s %s %s %s', p.polname, p.polcmd, p.polpermissive, p.polroles, pg_get_expr(p.polqual, p.polrelid))
    FROM pg_policy p WHERE p.polrelid = part
    UNION ALL
    SELECT format('trigger %s %s %s %s', t.tgname, t.tgtype, t.tgfoid, t.tgenabled) FROM pg_trigger t WHERE t.tgrelid = part
    UNION ALL
    SELECT format('column %s %s %s %s %s', a.attname, a.atttypid, a.attnotnull, a.attstorage, a.attcollation) FROM pg_attribute a
    WHERE a.attrelid = part AND a.attnum > 0
    UNION ALL
    SELECT format('table %s %s %s %s', c.relowner, c.relrowsecurity, c.relacl, c.relpersistence) FROM pg_class c WHERE c.oid = part
$$;
SELECT set_eq(format('SELECT test.shape(%L)', j.month), $$SELECT test.shape('refusal_internal.event_default')$$,
              'a month has whatever the default partition has')
FROM refusal_internal.journal_months() AS j ORDER BY j.since LIMIT 1;
SELECT cmp_ok((SELECT count(*) FROM test.shape('refusal_internal.event_default')), '>', 20::bigint, 'which is not little');
SELECT is((SELECT count(*) FROM pg_depend d JOIN refusal_internal.journal_months() AS j ON d.objid = j.month WHERE d.deptype = 'e'),
          0::bigint, 'but is nobody''s extension''s: a dump carries it');
SELECT j.month FROM refusal_internal.journal_months() AS j ORDER BY j.since LIMIT 1 \gset
SELECT is(test.attempt(format(s, :'month')), '55000', 'a superuser is refused, too: ' || s)
FROM unnest('{DELETE FROM %s,UPDATE %s SET actor = ''shop'',TRUNCATE %s}'::text[]) AS s;
SELECT is(test.attempt(format('SELECT * FROM %s', :'month'), 'acme_oms'), '42501', 'a tenant does not come to it but through the journal');
SELECT is(test.attempt('CALL refusal.maintain()', 'acme_oms'), '42501', 'maintenance is the owner''s');
SELECT throws_ok('CALL refusal.maintain()', '2D000', NULL, 'and a transaction of its own');
SELECT throws_ok($$DO 'BEGIN SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; PERFORM refusal_internal.maintenance_step(); END'$$, '25001',
                 NULL, 'that sees what has been committed');

-- For ever, where nothing else is said.
SELECT refusal_internal.add_month(test.months_ago(3)), refusal_internal.add_month(test.months_ago(2)) \gset m_
SELECT test.call('acme_oms', 'subscribe(''oms'', start_at => ''earliest'')') \gset s_
CALL test.age(1, now() - test.months_ago(2) + interval '3 days');
CALL test.age(2, now() - test.months_ago(2) + interval '3 days', 1);
SELECT is(test.months(), '-3:3 -2:0 0:1 1:0 2:0', 'the first one is of three months ago, and half of the second');
SELECT is_empty('SELECT * FROM refusal.verify()', 'as good as if it were');
CALL refusal.maintain();
SELECT is(test.months(), '-3:3 -2:0 0:1 1:0 2:0', 'no month is dropped unless it is asked for');
SELECT is(test.metric('retention_overdue'), NULL, 'and none is overdue');

-- Who needs it still.
SET pg_refusal.keep = '40d';
CALL refusal.maintain();
SELECT is(test.months(), '-3:3 -2:0 0:1 1:0 2:0', 'what has not been ticked stays');
SELECT is(test.metric('retention_overdue'), 'its last events, after which nothing was ticked', 'and metrics() says why');
CALL refusal.tick();
CALL refusal.maintain();
SELECT is(test.metric('retention_overdue'), 'its last events, after which nothing was ticked', 'a later tick has to be there, for what is kept');
SELECT test.record(3) \gset r_
CALL refusal.tick();
CALL refusal.maintain();
SELECT is(test.metric('retention_overdue'), 'consumer oms, slot 0', 'what a consumer has not acknowledged stays');
SELECT test.position_of('acme_oms', 'refusal.poll(''oms'')', 1, 2) AS early, test.position_of('acme_oms', 'refusal.poll(''oms'')', 2, 1) AS parked,
       test.position_of('acme_oms', 'refusal.poll(''oms'')', 3, 2) AS last \gset
SELECT test.call('acme_oms', format('nack(''oms'', %L, ''down'')', :'parked')), test.call('acme_oms', format('ack(''oms'', %L)', :'last')) \gset a_
CALL refusal.maintain();
SELECT is(test.metric('retention_overdue'), 'consumer oms, parked event 3', 'what it has parked stays');
SELECT test.call('acme_oms', 'discard(''oms'', 3)') \gset d_
CALL refusal.maintain();
SELECT is(test.metric('retention_overdue'), 'consumer oms, parked event 4', 'and what waited behind it');
SELECT test.call('acme_oms', format('ack(''oms'', %L)', (SELECT max(e->>'pos') FROM test.all_as('acme_oms', 'SELECT pos FROM refusal.poll(''oms'')') AS e))) \gset a_
CALL refusal.maintain();
SELECT matches(test.metric('retention_overdue'), '^refusal [12]$', 'what an open refusal needs stays');
SELECT count(test.call('courier', format('fire(%s, ''retract'')', n))) FROM generate_series(1, 2) AS n \gset f_
SELECT is(test.months(), '-3:3 -2:0 0:5 1:0 2:0', 'it is all there still');
SELECT cmp_ok((SELECT abs(value - extract(epoch FROM now() - test.months_ago(2) - interval '40 days')) FROM refusal.metrics()
               WHERE metric = 'retention_overdue'), '<', 600::double precision, 'overdue since what is to be kept has passed');

SET pg_refusal.keep = '1000d';
CALL refusal.maintain();
SELECT is(test.metric('retention_overdue'), NULL, 'nothing is overdue where more is to be kept');
SET pg_refusal.keep = '40d';

-- Nobody.
CALL refusal.maintain();
SELECT is(test.months(), '0:5 1:0 2:0', 'then the months go, the empty one too');
SELECT is(test.metric('retention_overdue'), NULL, 'and nothing is overdue');
SELECT is_empty('SELECT * FROM refusal.verify()', 'what is left verifies');
SELECT is((SELECT count(*) FROM test.all_as('acme_oms', 'SELECT * FROM refusal.verify()')), 0::bigint, 'for a tenant, too');
SELECT is(test.events('courier', 'refusal.read_feed()'), '2/2 3/1 3/2', 'the feed begins with what is kept');
CALL refusal.tick();
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'')'), '1/3 2/3', 'the consumer goes on');

-- What is changed behind its back is found all the same.
SELECT is(test.tampered('DELETE FROM refusal.event WHERE refusal_id = 2 AND version = 2'), 'hash of 2, state of 2, version of 2',
          'the first event that was kept is gone');
SELECT is(test.tampered('DELETE FROM refusal.event WHERE refusal_id = 1'), 'row of 1', 'all of them are');
SELECT is(test.tampered('DELETE FROM refusal.event WHERE refusal_id = 3 AND version = 1'), 'hash of 3, state of 3, version of 3',
          'of a refusal that lost nothing');
SELECT is(test.tampered('UPDATE refusal.event SET payload = ''{}'' WHERE refusal_id = 2 AND version = 2'), 'hash of 2', 'it was changed');
SELECT is(test.tampered('DELETE FROM refusal_internal.journal_start WHERE refusal_id = 2'), 'hash of 2, state of 2, version of 2',
          'what says where the journal begins is gone');

-- A position from before.
SELECT is(test.call('acme_oms', format('read_feed(%L)', :'early')), 'RF010', 'who was before what is kept is told so');
SELECT is(test.call('acme_oms', format('seek(''oms'', %L)', :'early')), 'RF010', 'a consumer, too');
SELECT is(test.call('acme_oms', format('subscribe(''late'', start_at => %L)', :'early')), 'RF010', 'and a new one');
CREATE FUNCTION test.hint(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN hint;
END
$$;
SELECT substring(test.hint(format('SELECT * FROM refusal.read_feed(%L)', :'early')) FROM '[0-9a-f-]{50}') AS resume \gset
SELECT is(test.events('courier', format('refusal.read_feed(%L)', :'resume')), '2/2 3/1 3/2 1/3 2/3', 'the hint leads to all that is kept');

SELECT test.call('acme_oms', 'subscribe(''late'', start_at => ''earliest'')') \gset s_
SELECT is(test.call('acme_oms', format('ack(''late'', %L)', test.position_of('acme_oms', 'refusal.poll(''late'')', 2, 2))), 'done',
          'a consumer that begins with the first that is kept');
SELECT is(test.events('acme_oms', 'refusal.poll(''late'')'), '3/1 3/2 1/3 2/3', 'goes on from there');
SELECT test.call('acme_oms', 'unsubscribe(''late'')') \gset u_

-- A closed refusal's money moves on after its journal is gone.
SELECT is(test.call('acme_oms', 'fire(1, ''money'', ''{"money_state": "refunded"}'')'), 'done', 'money is refunded');
SELECT is_empty('SELECT * FROM refusal.verify()', 'and the chain goes on');
SELECT is(test.call('acme_oms', 'explain(1)'), 'done', 'it is explained as far as it is known');

-- What went to the default partition, before there were others.
SELECT refusal_internal.add_month(test.months_ago(1)) \gset m_
SELECT test.call('courier', 'fire(3, ''retract'')') \gset f_
CALL refusal.tick();
SELECT test.record(4) \gset r_
CALL refusal.tick();
SELECT test.call('acme_oms', 'unsubscribe(''oms'')') \gset u_
CALL test.age(3, now() - test.months_ago(4));
SELECT is((SELECT count(*) FROM refusal_internal.event_default), 3::bigint, 'three events are there');
CALL refusal.maintain();
SELECT is((SELECT count(*) FROM refusal_internal.event_default), 0::bigint, 'they go');
SELECT is_empty('SELECT * FROM refusal.verify()', 'and what is left verifies');
SELECT is(test.attempt('TRUNCATE refusal_internal.event_default'), '55000', 'and is kept as before');
SELECT test.record(5) \gset r_
SELECT set_eq('SELECT tableoid::regclass AS month FROM refusal.event WHERE refusal_id = 5', format('SELECT %L::regclass AS month', :'month'),
              'what comes has its month');
SELECT is(test.metric('journal_months_ahead'), '2', 'as have those ahead');

DROP SCHEMA test CASCADE;
SELECT lives_ok('DROP EXTENSION pg_refusal', 'the months go with the extension');
SELECT * FROM finish();
