-- refusal.redrive_endpoint(), and an endpoint's way through the feed: from its first moment on, its dead letters in its
-- shop's hands, and what becomes of a batch when the endpoint goes.
SELECT plan(35);

CREATE ROLE sender;
SELECT refusal.grant_delivery('sender', 'acme') \g /dev/null
SELECT test.record(1) \gset r_
CALL refusal.tick();
SELECT test.record(2) \gset r_
INSERT INTO refusal.endpoint (shop_id, name, url, max_attempts) VALUES (1, 'oms', 'https://oms.example/in', 1), (1, 'other', 'https://other.example/in', 20),
    (2, 'nord', 'https://nord.example/in', 20);
SELECT count(refusal.add_endpoint_key(endpoint_id)) FROM refusal.endpoint \g /dev/null
SELECT test.record(3) \gset r_
CALL refusal.tick();
CALL refusal.tick();
SELECT is((SELECT string_agg(s->>'consumer', ' ') FROM test.all_as('sender', 'SELECT consumer FROM refusal.sync_endpoints()') AS s), 'deliver-1 deliver-2', 'a process begins');
SELECT is(test.events('sender', 'refusal.poll(''deliver-1'')'), '2/1 2/2 3/1 3/2',
          'it is given what was not in the feed yet when the endpoint came, and all that followed, though nobody was there');
SELECT is(test.call('acme_oms', 'redrive_endpoint(1)'), 'done', 'nothing to redrive is no error');

-- A dead letter.
SELECT test.position_of('sender', 'refusal.poll(''deliver-1'')', 2, 1) AS p21, test.position_of('sender', 'refusal.poll(''deliver-1'')', 3, 2) AS p32 \gset
SELECT is(test.call('sender', format('nack(''deliver-1'', %L, ''410'')', :'p21')), 'done', 'an event fails for good');
SELECT is(test.call('sender', format('ack(''deliver-1'', %L)', :'p32')), 'done', 'the rest is settled');
CREATE FUNCTION test.dead(role text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', a->>'consumer', a->>'refusal_id', a->>'error', a->>'waiting_behind'), '; ')
    FROM test.all_as(role, 'SELECT * FROM refusal.dead_letter ORDER BY refusal_id') AS a
$$;
SELECT is(test.dead('acme_oms'), 'deliver-1 2 410 1', 'its shop sees the dead letter');
SELECT is(test.dead(role), seen, role || ' sees') FROM (VALUES ('supervisor', 'deliver-1 2 410 1'), ('sender', 'deliver-1 2 410 1'), ('nord_oms', NULL), ('courier', NULL)) AS c (role, seen);
SELECT is((SELECT (a->>'parked_refusals') || ' ' || (a->>'dead_letters') FROM test.all_as('acme_oms', 'SELECT * FROM refusal.endpoint_status WHERE endpoint_id = 1') AS a), '1 1',
          'endpoint_status counts it');
SELECT test.call('warehouse', 'subscribe(''scans'', shop => ''acme'')') \gset s_
SELECT is((SELECT count(*) FROM test.all_as('acme_oms', 'SELECT * FROM refusal.stat_consumer')), 2::bigint, 'stat_consumer shows a shop its endpoints'' consumers, and nobody else''s');
SELECT is((SELECT count(*) FROM test.all_as('courier', 'SELECT * FROM refusal.stat_consumer')), 0::bigint, 'and a courier none');
SELECT test.call('warehouse', 'unsubscribe(''scans'')') \gset s_
CREATE FUNCTION test.redriven(role text, endpoint text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN test.all_as(role, format('SELECT refusal.redrive_endpoint(%s) AS n', endpoint))->>'n';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
SELECT is(test.redriven('nord_oms', '1'), 'RF004', 'another shop has no such endpoint');
SELECT is(test.redriven('courier', '1'), '42501', 'a courier has none at all');
SELECT is(test.redriven('sender', '1'), '42501', 'who delivers does not redrive');
SELECT is(test.redriven('acme_oms', '2'), '0', 'another endpoint has none');
SELECT is(test.redriven('acme_oms', '-1'), 'RF004', 'no such endpoint');
SELECT is(test.redriven('acme_oms', 'NULL'), '22023', 'null');
SELECT is(test.redriven('acme_oms', '1'), '1', 'its shop redrives it');
SELECT is(test.events('sender', 'refusal.poll(''deliver-1'')'), '2/1 2/2', 'it is sent anew, with what waited');
SELECT is(test.call('sender', format('nack(''deliver-1'', %L, ''410'')', :'p21')), 'done', 'it fails again');
SELECT is(test.call('nord_oms', 'discard(''deliver-1'', 3)'), 'RF004', 'another shop gives nothing up');
SELECT is(test.call('acme_oms', format('discard(''deliver-1'', %s)', (SELECT event_id FROM refusal.dead_letter))), 'done', 'its shop gives it up');
SELECT is(test.events('sender', 'refusal.poll(''deliver-1'')'), '2/2', 'the refusal goes on');

-- Its shop goes back: what is under way counts no more.
SELECT fence FROM refusal.poll('deliver-1') \gset
SELECT is(test.call('acme_oms', format('seek(''deliver-1'', %L)', '0000000000000000-0000000000000000-0000000000000000')), 'done', 'its shop goes back to the beginning');
SELECT is(test.call('sender', format('ack(''deliver-1'', %L, 0, %s)', :'p32', :fence)), 'RF003', 'what was under way is not acknowledged');
SELECT is(test.events('sender', 'refusal.poll(''deliver-1'')'), '1/1 1/2 2/1 2/2 3/1 3/2', 'all of it comes again');

-- The endpoint goes, and a batch of it is in somebody's hands.
SELECT is(test.events('sender', 'refusal.poll(''deliver-2'', 1)'), '2/1', 'a batch is under way');
UPDATE refusal.endpoint SET active = false WHERE endpoint_id = 2;
SELECT is(test.call('sender', format('ack(''deliver-2'', %L)', :'p21')), 'done', 'what is under way when it is deactivated is settled');
SELECT refusal.poll('deliver-2', 1) \g /dev/null
DELETE FROM refusal.endpoint WHERE endpoint_id IN (1, 2);
SELECT is(test.call('sender', format('ack(''deliver-1'', %L)', :'p32')), 'RF004', 'when it is deleted, there is nothing to acknowledge');
SELECT is(test.call('sender', format('nack(''deliver-2'', %L, ''down'')', :'p32')), 'RF004', 'nor to fail');
SELECT is((SELECT count(*) FROM refusal_internal.cursor) + (SELECT count(*) FROM refusal_internal.parked_event) + (SELECT count(*) FROM refusal_internal.lease), 0::bigint,
          'and nothing of it is left');

-- Nobody has begun with the third one: what it is to get is kept.
SELECT is(refusal_internal.journal_holder('7fffffffffffffff-0000000000000001-0000000000000001', NULL), 'endpoint 3', 'an endpoint that nobody has begun with holds the journal');
SELECT is(refusal_internal.journal_holder('0000000000000000-0000000000000001-0000000000000001', NULL), NULL, 'from its own place on');

SELECT * FROM finish();
DROP OWNED BY sender;
DROP ROLE sender;
