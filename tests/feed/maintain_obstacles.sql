-- refusal.maintain() where somebody has changed the journal's partitions by hand: it does what it can, says what is in its
-- way, and no event is lost.
SELECT plan(42);
\ir fixture/past.inc

CREATE FUNCTION test.obstacles() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(replace(replace(m.labels->>'obstacle', to_char(test.months_ago(-1), 'YYYY_MM'), 'NEXT'), to_char(test.months_ago(-2),
        'YYYY-MM'), 'THAT'), ' | ' ORDER BY m.labels->>'obstacle') FROM refusal.metrics() AS m WHERE m.metric = 'journal_obstacle'
$$;
CREATE FUNCTION test.name_of(n integer) RETURNS text LANGUAGE sql AS $$
    SELECT 'refusal_internal.event_' || to_char(test.months_ago(n) AT TIME ZONE 'UTC', 'YYYY_MM')
$$;
CREATE FUNCTION test.bounds(since timestamptz, until timestamptz) RETURNS text LANGUAGE sql AS $$
    SELECT format('FOR VALUES FROM (%L) TO (%L)', since, until)
$$;
CREATE FUNCTION test.hint() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(o.hint, '') FROM refusal_internal.journal_obstacles() AS o
$$;
CREATE FUNCTION test.maintained() RETURNS boolean LANGUAGE sql AS $$
    SELECT clock_timestamp() - maintained_at < interval '1 minute' FROM refusal_internal.retention
$$;
CREATE FUNCTION test.held_up_by() RETURNS text LANGUAGE sql AS $$
    SELECT m.labels->>'held_up_by' FROM refusal.metrics() AS m WHERE m.metric = 'retention_overdue'
$$;

CALL refusal.maintain();
SELECT is(test.months(), '0:0 1:0 2:0', 'a journal with its months');
SELECT is(test.obstacles(), NULL, 'nothing is in the way');

-- A coming month is detached.
SELECT format('ALTER TABLE refusal.event DETACH PARTITION %s', test.name_of(-1)) \gexec
UPDATE refusal_internal.retention SET maintained_at = NULL;
CALL refusal.maintain();
SELECT is(test.months(), '0:0 2:0', 'a month that was detached is left alone');
SELECT is(test.obstacles(), 'refusal_internal.event_NEXT is not a partition of the journal', 'and told of');
SELECT is((SELECT count(*) FROM test.all_as('acme_oms', 'SELECT * FROM refusal.metrics()') AS m WHERE m->>'metric' = 'journal_obstacle'), 1::bigint,
          'whoever may see the metrics is told');
SELECT ok(test.maintained(), 'the journal is maintained all the same');
SELECT format('DROP TABLE %s', test.name_of(-2)) \gexec
CALL refusal.maintain();
SELECT is(test.months(), '0:0 2:0', 'the month after it is made where it is not there');
SELECT split_part(test.hint(), ', or', 1) AS attach \gset
:attach;
CALL refusal.maintain();
SELECT is(test.months(), '0:0 1:0 2:0', 'what the hint says brings it back');
SELECT is(test.obstacles(), NULL, 'and nothing is in the way');

-- This month, with events.
SELECT test.record(1) \gset r_
SELECT is(test.months(), '0:2 1:0 2:0', 'two events');
SELECT format('ALTER TABLE refusal.event DETACH PARTITION %s', test.name_of(0)) \gexec
CALL refusal.maintain();
SELECT is(test.months(), '1:0 2:0', 'this month is detached');
SELECT test.record(2) \gset r_
CALL refusal.tick();
SELECT is((SELECT count(*) FROM refusal_internal.event_default), 2::bigint, 'what is recorded goes to the default partition');
SELECT is(test.events('courier', 'refusal.read_feed()'), '2/1 2/2', 'and to the feed');
SELECT isnt_empty('SELECT * FROM refusal.verify() WHERE refusal_id = 1', 'verify() misses what was detached');
SELECT is_empty('SELECT * FROM refusal.verify() WHERE refusal_id = 2', 'and nothing else');
SET pg_refusal.keep = '40d';
CALL refusal.maintain();
SELECT format('SELECT is(count(*), 2::bigint, ''what was detached is nobody''''s to drop'') FROM %s', test.name_of(0)) \gexec
SET pg_refusal.keep = 0;
-- Attached again with what has come meanwhile, as docs/maintenance.md has it.
BEGIN;
SET LOCAL session_replication_role = replica;
LOCK TABLE refusal_internal.event_default IN ACCESS EXCLUSIVE MODE;
SELECT format('WITH moved AS (DELETE FROM refusal_internal.event_default WHERE recorded_at >= %L AND recorded_at < %L RETURNING *) INSERT INTO %s SELECT * FROM moved',
    test.months_ago(0), test.months_ago(-1), test.name_of(0)) \gexec
SELECT split_part(test.hint(), ', or', 1) AS attach \gset
:attach;
COMMIT;
SELECT is(test.months(), '0:4 1:0 2:0', 'attached again, with what has come meanwhile');
SELECT is_empty('SELECT * FROM refusal.verify()', 'no event is lost');
SELECT is(test.events('courier', 'refusal.read_feed()'), '1/1 1/2 2/1 2/2', 'and the feed has them all');

-- A partition without an end.
SELECT format('DROP TABLE %s, %s', test.name_of(-1), test.name_of(-2)) \gexec
SELECT format('CREATE TABLE refusal_internal.rest PARTITION OF refusal.event FOR VALUES FROM (%L) TO (MAXVALUE)', test.months_ago(-1)) \gexec
UPDATE refusal_internal.retention SET maintained_at = NULL;
CALL refusal.maintain();
SELECT ok(test.maintained(), 'a partition up to MAXVALUE');
SELECT is(test.obstacles(), NULL, 'has all the months to come');
SELECT is((SELECT value FROM refusal.metrics() WHERE metric = 'journal_months_ahead'), 1::double precision, 'and is ahead');
-- One that covers half of a month.
DROP TABLE refusal_internal.rest;
SELECT format('CREATE TABLE refusal_internal.half PARTITION OF refusal.event %s', test.bounds(test.months_ago(-2), test.months_ago(-2) + interval '10 days')) \gexec
UPDATE refusal_internal.retention SET maintained_at = NULL;
CALL refusal.maintain();
SELECT ok(test.maintained(), 'a partition for ten days of a month');
SELECT is(test.obstacles(), 'of THAT a part has a partition, refusal_internal.half, and the rest has none', 'leaves a gap, which is told of');
SELECT is((SELECT count(*) FROM refusal_internal.journal_months() WHERE month = test.name_of(-1)::regclass), 1::bigint, 'the month before it is made');
SELECT format('CREATE TABLE refusal_internal.half_too PARTITION OF refusal.event %s', test.bounds(test.months_ago(-2) + interval '10 days', test.months_ago(-3))) \gexec
SELECT is(test.obstacles(), NULL, 'another one for the rest: nothing is in the way');
CALL refusal.maintain();
DROP TABLE refusal_internal.half, refusal_internal.half_too;
CALL refusal.maintain();
SELECT is(test.months(), '0:4 1:0 2:0', 'without them the month is made');

-- One without a beginning.
SELECT format('CREATE TABLE refusal_internal.past PARTITION OF refusal.event FOR VALUES FROM (MINVALUE) TO (%L)', test.months_ago(4)) \gexec
SELECT lives_ok('SELECT * FROM refusal.metrics()', 'one from MINVALUE on');
CALL refusal.maintain();
SELECT has_table('refusal_internal', 'past', 'is kept for ever, where nothing else is said');
SET pg_refusal.keep = '40d';
CALL refusal.maintain();
SELECT hasnt_table('refusal_internal', 'past', 'and goes when its end is old enough');

-- Somebody's view of an old month.
SELECT refusal_internal.add_month(test.months_ago(3)), refusal_internal.add_month(test.months_ago(4)) \gset m_
SELECT format('CREATE VIEW test.old AS SELECT count(*) FROM %s', test.name_of(4)) \gexec
UPDATE refusal_internal.retention SET maintained_at = NULL;
CALL refusal.maintain();
SELECT ok(test.maintained(), 'a view of a month that is to go');
SELECT is(test.held_up_by(), 'what depends on ' || test.name_of(4), 'holds it up, and metrics() says so');
SELECT is(test.months(), '-4:0 -3:0 0:4 1:0 2:0', 'and the younger ones, which wait for it');
DROP VIEW test.old;
CALL refusal.maintain();
SELECT is(test.months(), '0:4 1:0 2:0', 'without the view they go');
SELECT is(test.held_up_by(), NULL, 'and nothing is overdue');

-- Something that nobody thought of.
CREATE FUNCTION test.forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no tables on Thursdays'; END $$;
SELECT format('DROP TABLE %s', test.name_of(-2)) \gexec
SELECT refusal_internal.add_month(test.months_ago(3)) \gset m_
CREATE EVENT TRIGGER forbid ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION test.forbid();
UPDATE refusal_internal.retention SET maintained_at = NULL;
CALL refusal.maintain();
SELECT is(test.months(), '0:4 1:0', 'where a month cannot be made the others are dropped all the same');
SELECT is(test.maintained(), NULL, 'maintenance_age does not take it for done');
DROP EVENT TRIGGER forbid;
CALL refusal.maintain();
SELECT is(test.months(), '0:4 1:0 2:0', 'and it is made when it can be');
SELECT ok(test.maintained(), 'then all is done');

-- Without the default partition whoever has a month goes on.
ALTER TABLE refusal.event DETACH PARTITION refusal_internal.event_default;
CALL refusal.maintain();
SELECT is(test.obstacles(), 'refusal_internal.event_default is not the default partition of the journal', 'the default partition is missed');
SELECT test.record(3) \gset r_
SELECT is(test.months(), '0:6 1:0 2:0', 'events have their month');
SELECT test.hint() AS attach \gset
SELECT rtrim(:'attach', '.') AS attach \gset
:attach;
SELECT is(test.obstacles(), NULL, 'and it comes back as the hint says');

SELECT * FROM finish();
