-- subscribe(), poll(), ack(), seek(), unsubscribe(): a place in the feed, kept in the database.
SELECT plan(28);

SELECT is(test.call('acme_oms', 'subscribe(''oms'', start_at => ''earliest'')'), 'done', 'subscribes');
SELECT is(test.call('acme_oms', 'subscribe(''oms'', start_at => ''earliest'')'), 'done', 'again, after a lost answer');
SELECT is(test.call('acme_oms', 'subscribe(''oms'', slots => 2)'), '42710', 'with other arguments it is another one');
SELECT is(test.call('nord_oms', 'subscribe(''oms'')'), '42710', 'a name is taken once');
SELECT is(test.call('nord_oms', 'poll(''oms'')'), 'RF004', 'another''s consumer is no such consumer');
SELECT is(test.call('nord_oms', 'subscribe(''n'', shop => ''acme'')'), 'RF004', 'another''s shop is no such shop');
SELECT is(test.call('nord_oms', 'subscribe(''n'', events => ''{nonsense}'')'), 'RF004', 'an unknown event');
SELECT is(test.call('nord_oms', 'subscribe(''n'', start_at => ''tomorrow'')'), '22023', 'an unknown start');
SELECT is(test.call('nord_oms', 'subscribe(''n'', slots => 0)'), '22023', 'no slots');

SELECT test.record(1), test.record(2), test.record(1, 'nord', 'N-') \gset r_
CALL refusal.tick();
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'')'), '1/1 1/2 2/1 2/2', 'its shop''s events, in their order');
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'')'), '1/1 1/2 2/1 2/2', 'again, until they are acknowledged');
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'', 1)'), '1/1', 'one at a time');

SELECT test.position_of('acme_oms', 'refusal.poll(''oms'')', 1, 1) AS first, test.position_of('acme_oms', 'refusal.poll(''oms'')', 1, 2) AS second,
       test.position_of('acme_oms', 'refusal.poll(''oms'')', 2, 2) AS last \gset
SELECT is(test.call('acme_oms', format('ack(''oms'', %L)', :'second')), 'done', 'acknowledged up to the second');
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'')'), '2/1 2/2', 'the rest follows');
SELECT is(test.call('acme_oms', format('ack(''oms'', %L)', :'first')), 'done', 'an older acknowledgement comes late');
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'')'), '2/1 2/2', 'and moves nothing back');
SELECT is(test.call('acme_oms', 'ack(''oms'', ''7fffffffffffffff-0000000000000001-0000000000000001'')'), '22023', 'what was not handed out is not acknowledged');

-- Effect and acknowledgement in one transaction: exactly once.
BEGIN;
CREATE TABLE test.effect AS SELECT * FROM test.all_as('acme_oms', 'SELECT event_id FROM refusal.poll(''oms'')');
SELECT is(test.call('acme_oms', format('ack(''oms'', %L)', :'last')), 'done', 'acknowledged, and taken back');
ROLLBACK;
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'')'), '2/1 2/2', 'a transaction that fails has acknowledged nothing');
SELECT is(test.call('acme_oms', format('ack(''oms'', %L)', :'last')), 'done', 'acknowledged');
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'')'), '', 'nothing is left');

SELECT is(test.call('acme_oms', format('seek(''oms'', %L)', :'first')), 'done', 'back to the first');
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'')'), '1/2 2/1 2/2', 'goes on after it');
SELECT is(test.call('acme_oms', format('ack(''oms'', %L, fence => 1)', :'last')), 'RF003', 'who polled before the seek acknowledges nothing');

-- Filters and slots.
SELECT is(test.call('courier', 'subscribe(''captures'', events => ''{capture}'', start_at => ''earliest'', slots => 2)'), 'done', 'a filter and two slots');
SELECT is(test.events('courier', 'refusal.poll(''captures'', slot => 0)') || ' and ' || test.events('courier', 'refusal.poll(''captures'', slot => 1)'),
          '2/1 and 1/1 3/1', 'each refusal is in one of them');
SELECT is(test.call('courier', 'poll(''captures'', slot => 2)'), '22023', 'there is no third');
SELECT test.call('courier', 'unsubscribe(''captures'')') \gset u_
SELECT is(test.call('courier', 'poll(''captures'')'), 'RF004', 'unsubscribed');

SELECT * FROM finish();
