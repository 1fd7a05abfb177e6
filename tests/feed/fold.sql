-- What a consumer's moves leave behind is folded: it does not grow with the feed.
SELECT plan(3);

SELECT test.record(1) \gset r_
CALL refusal.tick();
SELECT test.call('acme_oms', 'subscribe(''oms'', start_at => ''earliest'')') \gset s_
\o /dev/null
SELECT 'SELECT test.call(''courier'', ''fire(1, ''''sight'''')'')', 'CALL refusal.tick()', 'SELECT refusal.ack(''oms'', (SELECT max(pos::text)::refusal.feed_position FROM refusal.poll(''oms'')))'
FROM generate_series(1, 300) \gexec
\o
SELECT is((SELECT count(*) FROM refusal_internal.tick), 301::bigint, 'so many ticks');
SELECT cmp_ok((SELECT count(*) FROM refusal_internal.cursor), '<', 70::bigint, 'and no more than the last few places');
SELECT cmp_ok((SELECT count(*) FROM refusal_internal.lease), '<', 70::bigint, 'and leases');

SELECT * FROM finish();
