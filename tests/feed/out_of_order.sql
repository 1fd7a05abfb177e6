-- Months that are not dropped in the order of a refusal's events: the default partition goes before months that are
-- younger than its first event and older than its last, and a clock that is set back writes to the month before.
SELECT plan(10);
\ir fixture/past.inc

CALL refusal.maintain();
SELECT refusal_internal.add_month(test.months_ago(4)), refusal_internal.add_month(test.months_ago(2)) \gset m_
SELECT test.record(1), test.record(2) \gset r_
SELECT count(test.call('courier', format('fire(%s, ''retract'')', n))) FROM generate_series(1, 2) AS n \gset f_
CALL refusal.tick();
-- Each month that goes takes the tick with it that its events belong to.
SELECT test.record(3) \gset r_
CALL refusal.tick();
SELECT test.record(4) \gset r_
CALL refusal.tick();
SELECT test.record(5) \gset r_
CALL refusal.tick();
-- The first one: the default partition, a month, the default partition. The other one: two months, the younger one first.
CALL test.age(1, now() - test.months_ago(3) - interval '3 days');
CALL test.age(1, test.months_ago(3) - test.months_ago(4), 2);
CALL test.age(1, test.months_ago(4) - test.months_ago(5), 1);
CALL test.age(2, now() - test.months_ago(4) - interval '3 days');
CALL test.age(2, test.months_ago(4) - test.months_ago(2), 1);
CREATE FUNCTION test.parts(refusal bigint) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(CASE e.tableoid WHEN 'refusal_internal.event_default'::regclass THEN 'default' ELSE
        (SELECT format('month %s', rank) FROM (SELECT j.month, rank() OVER (ORDER BY j.since) FROM refusal_internal.journal_months() AS j) AS m
         WHERE m.month = e.tableoid) END, ', ' ORDER BY e.version)
    FROM refusal.event e WHERE e.refusal_id = refusal
$$;
SELECT is(test.parts(1), 'default, month 1, default', 'the default partition has what is older, and younger');
SELECT is(test.parts(2), 'month 2, month 1, month 1', 'the clock was set back');
SELECT is_empty('SELECT * FROM refusal.verify()', 'nobody changed anything');

SET pg_refusal.keep = '40d';
CREATE FUNCTION test.said() RETURNS text LANGUAGE sql AS $$ SELECT split_part(refusal_internal.maintenance_step(), ' ', 1) $$;
SELECT is(test.said() || ': ' || test.parts(1), 'dropped: month 1', 'the default partition goes first');
SELECT is_empty('SELECT * FROM refusal.verify()', 'what is left of the journal does not look tampered with');
SELECT is(test.said() || ': ' || test.parts(2), 'dropped: month 1', 'then the first month');
SELECT is_empty('SELECT * FROM refusal.verify()', 'nor does an event that is older than those that went');
SELECT is(test.said() || coalesce(test.parts(2), ': nothing'), 'dropped: nothing', 'then the other one');
SELECT is_empty('SELECT * FROM refusal.verify()', 'nor do refusals whose last event is not the one that was dropped last');
SELECT results_eq('SELECT refusal_id, version FROM refusal_internal.journal_start ORDER BY 1', 'VALUES (1::bigint, 3), (2, 3)',
                  'the last dropped event of each is known');

SELECT * FROM finish();
