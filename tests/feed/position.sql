-- refusal.feed_position as any other type: in and out, binary, compared, sorted, hashed, indexed, the least and the greatest.
SELECT plan(22);

CREATE TABLE test.place (pos refusal.feed_position PRIMARY KEY);
CREATE FUNCTION test.text(era bigint, tick bigint, event bigint) RETURNS text LANGUAGE sql
    RETURN format('%s-%s-%s', lpad(to_hex(era), 16, '0'), lpad(to_hex(tick), 16, '0'), lpad(to_hex(event), 16, '0'));
INSERT INTO test.place SELECT test.text(e, t, v)::refusal.feed_position
FROM unnest('{0,1,255,9223372036854775807}'::bigint[]) AS e, unnest('{0,9,10,9223372036854775807}'::bigint[]) AS t,
     unnest('{0,15,16,9223372036854775807}'::bigint[]) AS v;
ANALYZE test.place;
SELECT is((SELECT count(*) FROM test.place), 64::bigint, 'places');
SELECT is((SELECT string_agg(pos::text, ' ' ORDER BY pos) FROM test.place),
          (SELECT string_agg(pos::text, ' ' ORDER BY pos::text COLLATE "C") FROM test.place), 'sort as their texts do');
SELECT is((SELECT refusal.min(pos)::text || ' ' || refusal.max(pos)::text FROM test.place),
          (SELECT min(pos::text COLLATE "C") || ' ' || max(pos::text COLLATE "C") FROM test.place), 'the least and the greatest');
SELECT is((SELECT refusal.max(pos) IS NULL AND refusal.min(pos) IS NULL FROM test.place WHERE false), true, 'of none there is none');
SELECT is((SELECT refusal.max(pos)::text FROM (SELECT pos FROM test.place UNION ALL SELECT NULL) AS p), test.text(9223372036854775807, 9223372036854775807, 9223372036854775807), 'nulls do not count');
SET enable_seqscan = off;
CREATE FUNCTION test.plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS off) ' || query; END $$;
SELECT matches((SELECT string_agg(line, E'\n') FROM test.plan('SELECT refusal.max(pos) FROM test.place') AS line), 'Index Only Scan Backward', 'an index has the greatest');
SELECT matches((SELECT string_agg(line, E'\n') FROM test.plan(format('SELECT FROM test.place WHERE pos OPERATOR(refusal.>) %L', test.text(1, 2, 3))) AS line), 'Index Cond', 'and finds those after a place');
RESET enable_seqscan;
SELECT is((SELECT count(*) FROM test.place WHERE pos OPERATOR(refusal.>) test.text(1, 9, 15)::refusal.feed_position),
          (SELECT count(*) FROM test.place WHERE pos::text COLLATE "C" > test.text(1, 9, 15)), 'as many as by the texts');
SELECT is((SELECT count(*) FROM test.place a JOIN test.place b ON a.pos OPERATOR(refusal.=) b.pos), 64::bigint, 'each is itself and no other');

-- Hashed: grouped, joined, dealt out to partitions.
SELECT is((SELECT count(*) FROM test.place WHERE refusal_internal.feed_position_hash(pos)::bit(32)
           = (refusal_internal.feed_position_hash_extended(pos, 0) & 4294967295)::bit(32)), 64::bigint, 'both hashes are of one kind');
SET enable_sort = off;
CREATE TABLE test.twice AS SELECT pos FROM test.place UNION ALL SELECT pos FROM test.place;
SELECT matches((SELECT string_agg(line, E'\n') FROM test.plan('SELECT DISTINCT pos FROM test.twice') AS line), 'HashAggregate', 'DISTINCT hashes');
SELECT is((SELECT count(*) FROM (SELECT DISTINCT pos FROM test.twice) AS d), 64::bigint, 'and finds each once');
RESET enable_sort;
SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT is((SELECT count(*) FROM test.place a JOIN test.twice b ON a.pos OPERATOR(refusal.=) b.pos), 128::bigint, 'so does a join');
RESET enable_mergejoin;
RESET enable_nestloop;
CREATE TABLE test.dealt (pos refusal.feed_position) PARTITION BY HASH (pos);
CREATE TABLE test.dealt_0 PARTITION OF test.dealt FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE test.dealt_1 PARTITION OF test.dealt FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO test.dealt SELECT pos FROM test.place;
SELECT cmp_ok((SELECT count(DISTINCT tableoid) FROM test.dealt), '=', 2::bigint, 'partitions share them out');

CREATE TABLE test.copied (pos refusal.feed_position);
SELECT current_setting('data_directory') || '/feed_position' AS file \gset
COPY test.place TO :'file' (FORMAT binary);
COPY test.copied FROM :'file' (FORMAT binary);
SELECT is((SELECT string_agg(pos::text, ' ' ORDER BY pos) FROM test.copied), (SELECT string_agg(pos::text, ' ' ORDER BY pos) FROM test.place), 'binary, there and back');

SELECT throws_ok(format('SELECT %L::refusal.feed_position', bad), '22P02', NULL, 'not a position: ' || name)
FROM (VALUES ('nothing', ''), ('a word', 'latest'), ('short', '1-2-3'), ('negative', '8000000000000000-0000000000000000-0000000000000000'),
             ('capitals', '000000000000000A-0000000000000000-0000000000000000'), ('a sign', '+00000000000000a-0000000000000000-0000000000000000'),
             ('more', '0000000000000000-0000000000000000-0000000000000000 ')) AS bad (name, bad);

SELECT * FROM finish();
