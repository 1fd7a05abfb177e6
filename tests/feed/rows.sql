-- What a reader is handed is what the journal has, whatever the length of its texts: short, longer than a header of one
-- byte can say, compressed, stored elsewhere.
SELECT plan(4);

SELECT count(test.record(n)) FROM generate_series(1, 8) AS n \gset r_
SET session_replication_role = replica;
UPDATE refusal.event SET payload = jsonb_build_object('text', repeat(chr(64 + event_id::integer), 100 + event_id::integer)) WHERE event_id <= 12;
UPDATE refusal.event SET payload = jsonb_build_object('text', repeat('again ', 3000)), actor = repeat('long ', 100) WHERE event_id = 13;
UPDATE refusal.event SET event = repeat('e', 126), to_state = repeat('t', 127),
    payload = (SELECT jsonb_agg(md5(n::text)) FROM generate_series(1, 5000) AS n) WHERE event_id IN (14, 15);
RESET session_replication_role;
CALL refusal.tick();
CREATE TABLE test.journal AS SELECT to_jsonb(e) AS line FROM (
    SELECT event_id, refusal_id, shop_id, version, event, from_state, to_state, actor, occurred_at, recorded_at, payload
    FROM refusal.event ORDER BY event_id) AS e;

SELECT results_eq('SELECT r - ''pos''::text - ''fence''::text FROM test.all_as(''acme_oms'', ''SELECT * FROM refusal.read_feed()'') AS r',
                  'SELECT line FROM test.journal', 'read_feed() gives the journal''s lines');
SELECT is((SELECT count(*) FROM test.all_as('acme_oms', 'SELECT * FROM refusal.read_feed() WHERE fence IS NULL') AS r), 16::bigint, 'under no fence');
SELECT test.call('acme_oms', 'subscribe(''rows'', start_at => ''earliest'')') \gset s_
SELECT results_eq('SELECT r - ''pos''::text - ''fence''::text FROM test.all_as(''acme_oms'', ''SELECT * FROM refusal.poll(''''rows'''')'') AS r',
                  'SELECT line FROM test.journal', 'poll() does');
SELECT results_eq('SELECT DISTINCT (r->>''fence'')::bigint FROM test.all_as(''acme_oms'', ''SELECT * FROM refusal.poll(''''rows'''')'') AS r',
                  'SELECT fence FROM refusal.stat_consumer', 'under the lease''s fence');

SELECT * FROM finish();
