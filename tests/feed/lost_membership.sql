-- A consumer reads what its role may see now: of a shop it has lost nothing more, not even what was parked before.
SELECT plan(8);

CREATE ROLE two_shops;
SELECT refusal.grant_membership('two_shops', 'shop', shop => code) FROM unnest('{acme,nord}'::text[]) AS code \g /dev/null
SELECT test.record(1), test.record(1, 'nord', 'N-') \gset r_
CALL refusal.tick();
SELECT is(test.call('two_shops', 'subscribe(''two'', start_at => ''earliest'')'), 'done', 'subscribes');
SELECT is(test.call('two_shops', 'subscribe(''one'', shop => ''acme'', start_at => ''earliest'')'), 'done', 'and for one of them');
CREATE FUNCTION test.fail_all(consumer text) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM test.all_as('two_shops', format('SELECT refusal.nack(%1$L, pos, ''down'', interval ''0'') FROM refusal.poll(%1$L) WHERE version = 1', fail_all.consumer))
$$;
SELECT is(test.fail_all('two') + test.fail_all('one'), 3::bigint, 'the first event of each fails');
SELECT is(test.events('two_shops', 'refusal.poll(''two'')'), '1/1 1/2 2/1 2/2', 'they come again');

DELETE FROM refusal.membership WHERE role_name = 'two_shops' AND shop_id = 1;
SELECT is(test.events('two_shops', 'refusal.poll(''two'')'), '2/1 2/2', 'what was parked is of no shop that was lost');
SELECT is(test.call('two_shops', 'poll(''one'')'), 'RF004', 'a consumer of that shop reads nothing');
SELECT refusal.grant_membership('two_shops', 'shop', shop => 'acme') \g /dev/null
SELECT is(test.events('two_shops', 'refusal.poll(''two'')'), '1/1 1/2 2/1 2/2', 'when it is back, so are its events');
SELECT is(test.events('two_shops', 'refusal.poll(''one'')'), '1/1 1/2', 'of the other consumer, too');

SELECT * FROM finish();
DROP OWNED BY two_shops;
DROP ROLE two_shops;
