-- refusal.run_due(): what a passed deadline stands for.
BEGIN;
SELECT plan(22);
\set p due
\ir fixture/world.inc

-- Deadlines in the past, as a superuser's maintenance may set them.
CREATE FUNCTION pg_temp.overdue(refusal jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    UPDATE refusal.refusal SET deadline_at = now() - interval '1 minute' WHERE refusal_id = (overdue.refusal->>'refusal_id')::bigint;
    SET LOCAL session_replication_role = origin;
END
$$;
CREATE FUNCTION pg_temp.run_due(role text = 'supervisor', most text = '') RETURNS integer LANGUAGE sql AS $$
    SELECT (pg_temp.one_as(role, format('SELECT refusal.run_due(%s) AS n', most))->>'n')::integer
$$;

CREATE TEMPORARY TABLE asked AS SELECT n, pg_temp.record(n, 'refused.late') AS r FROM generate_series(1, 4) AS n;
CREATE TEMPORARY TABLE held AS SELECT pg_temp.record(20) AS r;
SELECT is(pg_temp.run_due(), 0, 'nothing is due');

SELECT pg_temp.overdue(r) FROM asked WHERE n = 1 \gset ignored_
SELECT is(pg_temp.run_due(), 1, 'one is') FROM asked WHERE n = 1;
SELECT is(pg_temp.now_of(r)->>'state', 'return_planned', 'the rule''s default: a return') FROM asked WHERE n = 1;
SELECT is(pg_temp.now_of(r)->>'destination_id', pg_temp.facility('ST'), 'to the rule''s destination') FROM asked WHERE n = 1;
SELECT is(pg_temp.now_of(r)->>'last_actor', 'system', 'as the system, whoever called') FROM asked WHERE n = 1;
SELECT is(pg_temp.run_due(), 0, 'and nothing is due twice');

-- A default that is blocked: the shop is asked again, with a new deadline.
UPDATE refusal.facility SET active = false WHERE code = pg_temp.code('ST');
SELECT pg_temp.overdue(r) FROM asked WHERE n = 2 \gset ignored_
SELECT is(pg_temp.run_due(), 1, 'a default that is blocked') FROM asked WHERE n = 2;
SELECT is(pg_temp.events_of(r), 'capture ask_shop escalate', 'escalates') FROM asked WHERE n = 2;
SELECT matches(pg_temp.now_of(r)->'last_payload'->>'blocked_by', '^no route', 'and says what blocks') FROM asked WHERE n = 2;
SELECT ok((pg_temp.now_of(r)->>'deadline_at')::timestamptz - clock_timestamp() BETWEEN interval '3:59' AND interval '4:00',
          'the next deadline is decide_within from now') FROM asked WHERE n = 2;
UPDATE refusal.facility SET active = true WHERE code = pg_temp.code('ST');

-- A hold that is over.
SELECT pg_temp.overdue(r) FROM held \gset ignored_
SELECT is(pg_temp.run_due(), 1, 'a hold that is over');
SELECT is(pg_temp.now_of(r)->>'state', 'return_planned', 'its default') FROM held;

-- A default that the machine leaves to a person: a held parcel is written off by a supervisor, not by a clock.
CREATE TEMPORARY TABLE typo AS SELECT pg_temp.record(10, 'refused.data_error') AS r;
SELECT pg_temp.overdue(r) FROM typo \gset ignored_
SELECT is(pg_temp.run_due(), 1, 'a default that is not the system''s to fire');
SELECT is(pg_temp.now_of(r)->>'state', 'awaiting_decision', 'the shop is asked instead') FROM typo;
SELECT matches(pg_temp.now_of(r)->'last_payload'->>'blocked_by', 'not for the system', 'and told why') FROM typo;

-- No rule, no default: an hour at a time.
CREATE TEMPORARY TABLE bare AS SELECT pg_temp.record_as('courier', 'nord', 'N-1', 1) AS r;
SELECT pg_temp.overdue(r) FROM bare \gset ignored_
SELECT is(pg_temp.run_due(), 1, 'where no rule decided');
SELECT ok((pg_temp.now_of(r)->>'deadline_at')::timestamptz - clock_timestamp() BETWEEN interval '0:59' AND interval '1:00',
          'the shop is asked again in an hour') FROM bare;

-- Slices, and whose.
SELECT count(pg_temp.overdue(r)) FROM asked WHERE n IN (3, 4) \gset ignored_
SELECT is(pg_temp.run_due('nord'), 0, 'another shop''s deadlines are not one''s own');
SELECT is(pg_temp.run_due('shop', '1'), 1, 'as many as are asked for');
SELECT is(pg_temp.run_due('shop', '10'), 1, 'and the rest');
SELECT throws_ok($$SELECT pg_temp.run_due('shop', '-1')$$, '22023', NULL, 'less than none is no number to ask for');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
