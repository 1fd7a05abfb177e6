-- refusal.wait_feed(): until there is something to read, or the time is over.
SELECT plan(8);

CREATE FUNCTION test.wait(role text, after text, how_long text = '0') RETURNS text LANGUAGE sql AS $$
    SELECT test.all_as(role, format('SELECT refusal.wait_feed(%L, %L) AS found', after, how_long))->>'found'
$$;
SELECT is(test.wait('acme_oms', NULL), 'false', 'there is nothing');
SELECT test.record(1), test.record(1, 'nord', 'N-') \gset r_
SELECT is(test.wait('acme_oms', NULL), 'false', 'nothing has been ticked');
CALL refusal.tick();
SELECT is(test.wait('acme_oms', NULL), 'true', 'there is');
SELECT max(e->>'pos') AS mine FROM test.all_as('acme_oms', 'SELECT * FROM refusal.read_feed()') AS e \gset
SELECT max(e->>'pos') AS last FROM test.all_as('courier', 'SELECT * FROM refusal.read_feed()') AS e \gset
SELECT is(test.wait('acme_oms', :'mine'), 'false', 'what is another shop''s is not waited for');
SELECT is(test.wait('courier', :'mine'), 'true', 'who sees it has it');
SELECT clock_timestamp() AS begun \gset
SELECT is(test.wait('courier', :'last', '0.3 seconds'), 'false', 'the time is over');
SELECT cmp_ok(clock_timestamp() - :'begun'::timestamptz, '>=', interval '0.3 seconds', 'not before it is');
SELECT is(test.call('courier', 'wait_feed(NULL, ''2 days'')'), '22023', 'two days are too long');

SELECT * FROM finish();
