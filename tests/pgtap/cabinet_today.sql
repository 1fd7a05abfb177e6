-- refusal.cabinet_today(): what a shop's people look at first.
BEGIN;
SELECT plan(23);
\set p ctoday
\ir fixture/world.inc
\ir fixture/cabinet.inc

CREATE TEMPORARY TABLE made AS
SELECT n, (pg_temp.record(n, reason) ->> 'refusal_id')::bigint AS id
FROM (VALUES (1, 'refused'), (2, 'refused'), (3, 'refused.late'), (4, 'refused.late'), (5, 'undeliverable.no_contact'), (20, 'refused')) AS r (n, reason);
SELECT count(pg_temp.record_as('courier', 'nord', 'N-1', 9)) \gset theirs_

SELECT is(pg_temp.peek('cabinet_today()', 'nord') #>> '{today,recorded}', '1', 'another shop sees its own');
CREATE FUNCTION pg_temp.today() RETURNS jsonb LANGUAGE sql AS $$ SELECT pg_temp.cabinet('cabinet_today()') $$;
SELECT pg_temp.today() AS today \gset
SELECT is(pg_temp.shape(:'today'), 'breached:number counts:array newest:array today:object waiting:array', 'its parts');
SELECT is(:'today'::jsonb -> 'counts', '[{"state": "awaiting_decision", "count": 2}, {"state": "held", "count": 1}, {"state": "redelivery_planned", "count": 1}, {"state": "return_planned", "count": 2}]',
          'how many are in each state');
SELECT is(pg_temp.shape(:'today'::jsonb -> 'newest' -> 5), :'row_shape', 'the newest are rows');
SELECT is(pg_temp.all_of(:'today'::jsonb -> 'newest', 'number'), 'P-20 P-5 P-4 P-3 P-2 P-1', 'the last first');
SELECT is(:'today'::jsonb -> 'today', '{"recorded": 6, "decided_automatically": 4, "cost": "496.00"}', 'the day: 2 * 173.00 and 150.00; two were asked about');
SELECT is(:'today'::jsonb -> 'breached', '0', 'nothing is late');

SELECT is(pg_temp.all_of(:'today'::jsonb -> 'waiting', 'number'), 'P-3 P-4', 'what waits for the shop');
SELECT is(:'today'::jsonb -> 'waiting' -> 0 -> 'choices', '["return", "redeliver", "hold"]', 'with what it may say');
SELECT is(:'today'::jsonb -> 'waiting' -> 0 -> 'default_action', '"return"', 'what happens else');
SELECT is((:'today'::jsonb -> 'waiting' -> 0 ->> 'deadline_at')::timestamptz - recorded_at < interval '4 hours 1 second', true, 'and when')
FROM refusal.refusal JOIN made ON id = refusal_id WHERE n = 3;
SELECT is(pg_temp.shape((:'today'::jsonb #> '{waiting,0}') - '{choices,default_action}'::text[]), pg_temp.shape(pg_temp.cabinet(format('cabinet_rows(''{%s}'')', id)) -> 0),
          'and else as a row') FROM made WHERE n = 3;

-- One is decided, one is late, and one was recorded yesterday, at a time that is today further west.
SELECT count(pg_temp.cabinet(format('cabinet_decide(%s, ''hold'')', id))) FROM made WHERE n = 4 \gset decided_
SELECT is(pg_temp.all_of(pg_temp.today() -> 'waiting', 'number'), 'P-3', 'what is decided waits no more');
SELECT is(pg_temp.today() #> '{today,decided_automatically}', '4', 'but was not decided by itself');
SELECT count(pg_temp.cabinet(format('cabinet_override(%s, ''hold'', accept_cost => true)', id))) FROM made WHERE n = 2 \gset overridden_
SELECT is(pg_temp.today() #> '{today,decided_automatically}', '3', 'nor is what somebody decided anew');
SET LOCAL session_replication_role = replica;
UPDATE refusal.refusal SET deadline_at = now() - interval '1 minute' FROM made WHERE id = refusal_id AND n = 3;
UPDATE refusal.refusal SET redeliver_until = now() - interval '1 minute' FROM made WHERE id = refusal_id AND n = 5;
UPDATE refusal.refusal SET recorded_at = date_trunc('day', now(), 'Europe/Moscow') - interval '1 second' FROM made WHERE id = refusal_id AND n = 1;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.today() -> 'breached', '2', 'a deadline and a window have passed');
SELECT is(pg_temp.today() #> '{today,recorded}', '5', 'yesterday''s is not of today');
SELECT count(pg_temp.fire('supervisor', jsonb_build_object('refusal_id', id), 'void', '{"reason": "a mistake"}')) FROM made WHERE n = 20 \gset voided_
SELECT is(pg_temp.all_of(pg_temp.today() -> 'counts', 'state'), 'awaiting_decision held redelivery_planned return_planned', 'what is closed is counted no more');
SELECT is(pg_temp.today() #> '{today,recorded}', '5', 'but was recorded today');
SELECT is(pg_temp.all_of(pg_temp.today() -> 'newest', 'number'), 'P-20 P-5 P-4 P-3 P-2 P-1', 'and is new still');
-- A day is that of the shop's time zone: from its first moment on.
UPDATE refusal.shop SET timezone = 'Asia/Tokyo' WHERE code = pg_temp.code('acme');
SET LOCAL session_replication_role = replica;
UPDATE refusal.refusal r SET recorded_at = date_trunc('day', now(), 'Asia/Tokyo') - interval '1 second' * (n % 2) FROM made WHERE id = refusal_id;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.today() #> '{today,recorded}', '3', 'a second before midnight is yesterday');

-- Thousands that have ended: two thousand before today, then more than are looked at in one step.
SET LOCAL session_replication_role = replica;
UPDATE refusal.refusal SET recorded_at = now() - interval '3 days' FROM made WHERE id = refusal_id AND n = 20;
SELECT format('INSERT INTO refusal.refusal SELECT %s FROM refusal.refusal r, generate_series(1, 3500) AS i WHERE r.refusal_id = %s',
    string_agg(CASE attname WHEN 'refusal_id' THEN 'nextval(''refusal.refusal_id_seq'')' WHEN 'request_id' THEN 'NULL'
        WHEN 'recorded_at' THEN 'CASE WHEN i > 2000 THEN now() ELSE r.recorded_at END' ELSE 'r.' || attname END, ', ' ORDER BY attnum), id)
FROM pg_attribute, made WHERE attrelid = 'refusal.refusal'::regclass AND attnum > 0 AND NOT attisdropped AND n = 20 GROUP BY id \gexec
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.today() #> '{today,recorded}', '1502', 'each of today is found, however many there are');

SET LOCAL ROLE ctoday_supervisor;
SELECT throws_ok('SELECT refusal.cabinet_today()', '42501', NULL, 'it is for the cabinet''s role');

SELECT * FROM finish();
ROLLBACK;
