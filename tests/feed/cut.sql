-- Where old ticks go: the events that are kept of theirs come after every position from before, another cluster's ticks
-- put none of them in order, and the tick up to which they go is found.
SELECT plan(8);

SELECT test.record(1), test.record(2) \gset r_
CALL refusal.tick();
SELECT f.pos AS early FROM refusal.read_feed() AS f LIMIT 1 \gset
SELECT era, tick, snapshot FROM refusal_internal.tick \gset
SELECT ok(NOT refusal_internal.is_followed(:era, :tick), 'the last tick of all has to stay');
-- As if the database had come to another cluster then.
INSERT INTO refusal_internal.era SELECT era + 1, xid_space + 1, started_at, timeline FROM refusal_internal.era;
INSERT INTO refusal_internal.tick VALUES (:era + 1, 1, '900000:900000:', now(), 4);
SELECT ok(refusal_internal.is_followed(:era, :tick), 'it need not where another cluster''s follow');
SELECT refusal_internal.cut_feed(:era, :tick) \gset c_
SELECT is(test.events('courier', 'refusal.read_feed()'), '1/1 1/2 2/1 2/2', 'its events are read');
SELECT cmp_ok((SELECT min(pos::text) FROM refusal.read_feed()), '>',
              format('%s-%s', left(:'early', 33), '7fffffffffffffff'), 'at positions after all that it gave out');

-- A later tick of the same cluster takes what is left.
DELETE FROM refusal_internal.tick WHERE era = :era;
INSERT INTO refusal_internal.tick VALUES (:era, 1, '3:3:', now(), 0), (:era, 2, :'snapshot', now(), 4);
SELECT refusal_internal.cut_feed(:era, 1) \gset c_
SELECT is((SELECT array_agg(t.tick ORDER BY t.era, t.tick) FROM refusal_internal.tick t), '{2,1}', 'only the older one goes');
SELECT is(test.events('courier', 'refusal.read_feed()'), '1/1 1/2 2/1 2/2', 'and all is read');

-- Where a transaction had ended: what halving finds is what looking at each finds.
TRUNCATE refusal_internal.tick, refusal_internal.era;
INSERT INTO refusal_internal.era SELECT 10 * n, CASE WHEN n < 4 THEN 1 ELSE 2 END, now(), 1 FROM generate_series(1, 5) AS n;
INSERT INTO refusal_internal.tick SELECT 10 * (1 + n / 20), n * n, format('%s:%s:', 7 * (n % 60) + 1, 7 * (n % 60) + 1)::pg_snapshot, now(), 0
FROM generate_series(1, 90) AS n WHERE n / 20 <> 1;
CREATE TABLE test.found AS
SELECT space, txid, s.era, s.tick, l.era AS looked_era, l.tick AS looked_tick
FROM generate_series(1, 3) AS space CROSS JOIN generate_series(1, 450) AS txid
CROSS JOIN LATERAL refusal_internal.settling_tick(space, txid::text::xid8) AS s
LEFT JOIN LATERAL (
    SELECT t.era, t.tick FROM refusal_internal.tick t JOIN refusal_internal.era e USING (era)
    WHERE e.xid_space > space OR (e.xid_space = space AND pg_snapshot_xmin(t.snapshot) > txid::text::xid8)
    ORDER BY t.era, t.tick LIMIT 1) AS l ON true;
SELECT is_empty('SELECT * FROM test.found WHERE (era, tick) IS DISTINCT FROM (looked_era, looked_tick)', 'the first tick that a transaction had ended by');
SELECT cmp_ok((SELECT count(DISTINCT (era, tick)) FROM test.found), '>', 50::bigint, 'of many');

SELECT * FROM finish();
