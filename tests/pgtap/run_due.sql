-- refusal.run_due(): what a passed deadline stands for.
BEGIN;
SELECT plan(32);
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
-- A rule without a default; and a time to decide shorter than an hour.
INSERT INTO refusal.scenario (shop_id, version) SELECT shop_id, 1 FROM refusal.shop WHERE code = pg_temp.code('nord')
RETURNING scenario_id AS nord \gset
INSERT INTO refusal.rule (scenario_id, rank, name, reason, action, hold_for, decide_within)
VALUES (:nord, 9, 'wait', NULL, 'hold', '1 hour', NULL), (:nord, 1, 'ask', 'refused.late', 'ask_shop', NULL, '10 minutes');
SELECT count(refusal.activate_scenario(:nord)) \gset ignored_
SELECT pg_temp.fire('supervisor', r, 'void', '{"reason": "by mistake"}') FROM bare \gset ignored_
CREATE TEMPORARY TABLE waiting AS SELECT pg_temp.record_as('courier', 'nord', 'N-1', 2) AS r;
SELECT pg_temp.overdue(r) FROM waiting \gset ignored_
SELECT is(pg_temp.run_due('nord'), 1, 'a hold without a default');
SELECT is(pg_temp.events_of(r), 'capture hold ask_shop', 'asks the shop') FROM waiting;
CREATE TEMPORARY TABLE pressed AS SELECT pg_temp.record_as('courier', 'nord', 'N-2', 3, 'refused.late') AS r;
SELECT ok((r->>'deadline_at')::timestamptz - clock_timestamp() BETWEEN interval '0:09' AND interval '0:10', 'ten minutes at first')
FROM pressed;
SELECT pg_temp.overdue(r) FROM pressed \gset ignored_
SELECT is(pg_temp.run_due('nord'), 1, 'they have passed');
SELECT ok((pg_temp.now_of(r)->>'deadline_at')::timestamptz - clock_timestamp() BETWEEN interval '0:59' AND interval '1:00',
          'an hour at the least from then on') FROM pressed;
SELECT throws_ok($$SELECT pg_temp.fire('shop', pg_temp.record(5, 'refused.late'), 'escalate')$$, 'RF005', NULL,
                 'nobody escalates but the system');

-- One refusal's error stops no other.
CREATE FUNCTION pg_temp.fail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'out of luck';
END
$$;
CREATE TEMPORARY TABLE pair AS SELECT n, pg_temp.record(n, 'refused.late') AS r FROM generate_series(6, 7) AS n;
SELECT format('CREATE TRIGGER unlucky BEFORE UPDATE ON refusal.refusal FOR EACH ROW WHEN (old.refusal_id = %s) EXECUTE FUNCTION pg_temp.fail()',
              r->>'refusal_id') FROM pair WHERE n = 6 \gexec
ALTER TABLE refusal.refusal DISABLE TRIGGER unlucky;
SELECT count(pg_temp.overdue(r)) FROM pair \gset ignored_
ALTER TABLE refusal.refusal ENABLE TRIGGER unlucky;
SET LOCAL client_min_messages = error;
SELECT is(pg_temp.run_due(), 1, 'one of two fails');
SET LOCAL client_min_messages = warning;
SELECT results_eq('SELECT pg_temp.events_of(r) FROM pair ORDER BY n', $$VALUES ('capture ask_shop'), ('capture ask_shop plan_return')$$,
                  'it is left as it was; the other one is settled');
DROP TRIGGER unlucky ON refusal.refusal;
SELECT is(pg_temp.run_due(), 1, 'and is settled the next time');
SELECT throws_ok($$SELECT pg_temp.run_due('shop', 'NULL')$$, '22023', NULL, 'null is no number to ask for');

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
