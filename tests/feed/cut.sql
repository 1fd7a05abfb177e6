-- Where old ticks go, the events that are kept of theirs come after every position from before; another cluster's ticks
-- put none of them in order.
SELECT plan(6);

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

SELECT * FROM finish();
