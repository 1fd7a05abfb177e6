-- What a consumer does not ask for is looked at once, however much of it one tick holds.
SELECT plan(8);

SELECT test.call('acme_oms', 'subscribe(''captures'', events => ''{capture}'', start_at => ''earliest'')') \gset s_
SELECT test.record(1) \gset r_
CALL refusal.tick();
CREATE FUNCTION test.acknowledged() RETURNS text LANGUAGE sql AS $$ SELECT acknowledged_upto::text FROM refusal.stat_consumer $$;
SELECT is(test.events('acme_oms', 'refusal.poll(''captures'')'), '1/1', 'one that it asks for');
SELECT test.call('acme_oms', format('ack(''captures'', %L)', test.position_of('acme_oms', 'refusal.poll(''captures'')', 1, 1))) \gset s_
SELECT test.acknowledged() AS before \gset
SELECT is(test.events('acme_oms', 'refusal.poll(''captures'')'), '', 'and one that it does not');
SELECT is(test.acknowledged(), :'before', 'for so few nothing is written');

-- As a restore writes them: two thousand of one transaction, and a tick.
CREATE PROCEDURE test.write() LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    INSERT INTO refusal.event (event_id, xid_space, txid, refusal_id, version, shop_id, event, to_state, actor, role,
        occurred_at, recorded_at, payload, hash)
    SELECT nextval('refusal.event_id_seq'), e.xid_space, pg_current_xact_id(), 1, currval('refusal.event_id_seq'), e.shop_id, 'dispatch',
        e.to_state, e.actor, e.role, e.occurred_at, e.recorded_at, e.payload, e.hash
    FROM refusal.event e, generate_series(1, 2000) AS n WHERE e.event_id = 1;
END
$$;
CALL test.write();
CALL refusal.tick();
SELECT is(test.events('acme_oms', 'refusal.poll(''captures'')'), '', 'two thousand that it does not ask for');
SELECT cmp_ok(test.acknowledged(), '>', :'before', 'the cursor has passed them');
CALL test.write();
CALL refusal.tick();
SELECT test.events('acme_oms', 'refusal.poll(''captures'')') \gset s_
SELECT is((SELECT count(*) FROM refusal_internal.cursor), 1::bigint, 'and where it was before is not kept');

-- What waits behind a parked refusal is put aside in bounded memory, in one call.
SELECT test.call('acme_oms', format('subscribe(''parks'', start_at => %L)', (SELECT acknowledged_upto FROM refusal.stat_consumer))) \gset s_
CALL test.write();
CALL refusal.tick();
SELECT test.call('acme_oms', format('nack(''parks'', %L, ''down'', interval ''1 hour'')',
    test.all_as('acme_oms', 'SELECT pos FROM refusal.poll(''parks'', 1)')->>'pos')) \gset s_
DO $$ BEGIN FOR i IN 1..75 LOOP CALL test.write(); END LOOP; END $$;
SELECT test.record(2) \gset r_
CALL refusal.tick();
CREATE FUNCTION test.memory() RETURNS bigint LANGUAGE sql AS $$
    SELECT substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s+(\d+)')::bigint
$$;
SELECT test.memory() AS memory \gset
SELECT is(test.events('acme_oms', 'refusal.poll(''parks'')'), '2/1 2/2', 'the other refusal is found behind all of them');
SELECT cmp_ok(test.memory() - :memory, '<', 65536::bigint, 'and 150000 events do not take 64 MB');

SELECT * FROM finish();
