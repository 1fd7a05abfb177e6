-- What a consumer's moves leave behind is folded: it does not grow with the feed, busy or idle.
SELECT plan(4);

SELECT test.record(1) \gset r_
CALL refusal.tick();
SELECT test.call('acme_oms', 'subscribe(''busy'', start_at => ''earliest'')'),
       test.call('acme_oms', 'subscribe(''idle'', events => ''{close}'', start_at => ''earliest'')') \gset s_
CREATE FUNCTION test.rows(consumer text, kept text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM refusal_internal.%I JOIN refusal.consumer USING (consumer_id) WHERE name = %L', kept, consumer) INTO n;
    RETURN n;
END
$$;
\o /dev/null
SELECT 'SELECT test.call(''courier'', ''fire(1, ''''sight'''')'')', 'CALL refusal.tick()', 'SELECT count(*) FROM refusal.poll(''idle'')',
       'SELECT refusal.ack(''busy'', (SELECT max(pos::text)::refusal.feed_position FROM refusal.poll(''busy'')))'
FROM generate_series(1, 300) \gexec
\o
SELECT is((SELECT count(*) FROM refusal_internal.tick), 301::bigint, 'so many ticks');
SELECT is(test.rows('idle', 'cursor'), 1::bigint, 'who is handed nothing has one place');
SELECT cmp_ok(test.rows('busy', 'cursor'), '<', 70::bigint, 'who is has no more than the last few');
SELECT cmp_ok(test.rows('busy', 'lease'), '<', 70::bigint, 'and leases');

SELECT * FROM finish();
