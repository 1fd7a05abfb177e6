-- What somebody adds to refusal.refusal, or takes away, counts for fire() as it does for any UPDATE.
BEGIN;
SELECT plan(29);
\set p fired
\ir fixture/world.inc
\ir fixture/additions.inc
SET LOCAL track_functions = 'all';
CREATE FUNCTION pg_temp.checks() RETURNS bigint LANGUAGE sql AS $$
    SELECT coalesce(pg_stat_get_xact_function_calls('refusal_internal.before_change'::regproc), 0)
$$;
CREATE FUNCTION pg_temp.depart(n integer) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.fire('warehouse', to_jsonb(r), 'depart') FROM refusal.refusal r JOIN refusal.parcel p USING (parcel_id)
    JOIN refusal.shop s ON s.shop_id = p.shop_id WHERE s.code = pg_temp.code('acme') AND p.number = 'P-' || n
$$;
SELECT count(pg_temp.record(n)) FROM generate_series(1, 3) AS n \gset recorded_
SAVEPOINT plain;

-- Without any of it no statement is started, and no trigger called.
SELECT pg_temp.checks() AS checks \gset before_
SELECT is(pg_temp.depart(1)->>'state', 'in_return_transit', 'an event');
SELECT is(pg_temp.checks(), :before_checks::bigint, 'passes by the triggers');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'and is journalled all the same');
ROLLBACK TO plain;

-- A trigger.
CREATE TRIGGER tell AFTER UPDATE ON refusal.refusal FOR EACH ROW EXECUTE FUNCTION pg_temp.tell();
CREATE TEMPORARY TABLE one AS SELECT pg_temp.depart(1) AS r;
SELECT is(r->>'state', 'in_return_transit', 'beside somebody else''s trigger it is fired') FROM one;
SELECT is(pg_temp.events_of(r), 'capture plan_return depart', 'and journalled, once') FROM one;
SELECT results_eq('SELECT state, version FROM told', $$VALUES ('in_return_transit', 3)$$, 'and the trigger hears of it');
ROLLBACK TO plain;
CREATE TRIGGER leave_out BEFORE UPDATE ON refusal.refusal FOR EACH ROW EXECUTE FUNCTION pg_temp.leave_out();
SELECT throws_ok('SELECT pg_temp.depart(1)', '42501', NULL, 'a trigger that leaves the row out is an error');
ROLLBACK TO plain;
ALTER TABLE refusal.refusal DISABLE TRIGGER change_is_journalled;
CREATE TEMPORARY TABLE one AS SELECT pg_temp.depart(1) AS r;
SELECT is(pg_temp.events_of(r), 'capture plan_return', 'without the trigger that journals nothing is') FROM one;
ROLLBACK TO plain;

-- Row security.
CREATE POLICY nobody ON refusal.refusal AS RESTRICTIVE FOR UPDATE USING (parcel_id < 0);
SELECT throws_ok('SELECT pg_temp.depart(1)', 'RF004', NULL, 'a restrictive policy is asked');
ROLLBACK TO plain;
ALTER POLICY change ON refusal.refusal USING (refusal_internal.sees_shop(shop_id) AND parcel_id < 0);
SELECT throws_ok('SELECT pg_temp.depart(1)', 'RF004', NULL, 'and one that was made stricter');
ROLLBACK TO plain;
ALTER POLICY change ON refusal.refusal WITH CHECK (state <> 'in_return_transit');
SELECT throws_ok('SELECT pg_temp.depart(1)', '42501', NULL, 'of the new row too');
ROLLBACK TO plain;
ALTER POLICY see ON refusal.refusal USING (refusal_internal.sees_shop(shop_id) AND parcel_id < 0);
SELECT throws_ok('SELECT pg_temp.depart(1)', 'RF004', NULL, 'also one that shows less');
ROLLBACK TO plain;
SET LOCAL row_security = off;
SELECT is(pg_temp.depart(1)->>'state', 'in_return_transit', 'who wants none of it filtered gets an event as well');
ROLLBACK TO plain;

-- Privileges, constraints, rules, a table of its own kind.
SELECT format('REVOKE UPDATE (last_event) ON refusal.refusal FROM %I', pg_temp.role('warehouse')) \gexec
SELECT throws_ok('SELECT pg_temp.depart(1)', '42501', 'permission denied for table refusal', 'the privilege is needed');
ROLLBACK TO plain;
ALTER TABLE refusal.refusal ADD CONSTRAINT stays CHECK (state <> 'in_return_transit') NOT VALID;
SELECT throws_ok('SELECT pg_temp.depart(1)', '23514', NULL, 'a constraint holds');
ROLLBACK TO plain;
ALTER TABLE refusal.refusal ADD CONSTRAINT itself CHECK (tableoid = 'refusal.refusal'::regclass) NO INHERIT;
SELECT is(pg_temp.depart(1)->>'state', 'in_return_transit', 'also one that asks what table it is of');
ROLLBACK TO plain;
CREATE TABLE public.whole (LIKE refusal.refusal) PARTITION BY LIST (state);
ALTER TABLE public.whole ATTACH PARTITION refusal.refusal FOR VALUES IN ('return_planned');
SELECT throws_ok('SELECT pg_temp.depart(1)', '23514', NULL, 'and a partition''s bound');
ROLLBACK TO plain;
CREATE UNIQUE INDEX one_on_the_way ON refusal.refusal (shop_id) WHERE state = 'in_return_transit';
SELECT is(pg_temp.depart(1)->>'state', 'in_return_transit', 'one is on its way');
SELECT throws_ok('SELECT pg_temp.depart(2)', '23505', NULL, 'a unique index lets no second one be');
ROLLBACK TO plain;
ROLLBACK TO plain;
CREATE TABLE public.more_refusals () INHERITS (refusal.refusal);
SELECT pg_temp.checks() AS checks \gset before_
SELECT is(pg_temp.depart(1)->>'state', 'in_return_transit', 'with a table that inherits');
SELECT is(pg_temp.checks(), :before_checks + 1::bigint, 'it takes the statement');
ROLLBACK TO plain;
SET LOCAL client_min_messages = error; -- of a wal_level at which no publication would be read
ALTER TABLE refusal.refusal REPLICA IDENTITY NOTHING;
CREATE PUBLICATION refusals FOR TABLE refusal.refusal;
SELECT throws_ok('SELECT pg_temp.depart(1)', '55000', NULL, 'what could not be replicated is not updated');
ROLLBACK TO plain;
ALTER INDEX refusal.refusal_pkey RENAME TO its_key;
SELECT is(pg_temp.depart(1)->>'state', 'in_return_transit', 'whatever the key is called');
ROLLBACK TO plain;
SET TRANSACTION READ ONLY;
SELECT throws_ok('SELECT pg_temp.depart(1)', '25006', 'cannot execute UPDATE in a read-only transaction', 'nothing is written where nothing may be');
ROLLBACK TO plain;

-- The indexes lead to the new row, each of them.
CREATE EXTENSION amcheck;
CREATE INDEX of_state ON refusal.refusal (upper(state), version);
CREATE INDEX on_the_way ON refusal.refusal (parcel_id) WHERE state = 'in_return_transit';
SELECT is(pg_temp.depart(n)->>'state', 'in_return_transit', format('no. %s departs', n)) FROM generate_series(1, 3) AS n;
SELECT is((SELECT count(*) FROM pg_index i, bt_index_check(i.indexrelid, true)
           WHERE i.indrelid = 'refusal.refusal'::regclass), 9::bigint, 'every index is whole');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'and the journal holds');

SELECT * FROM finish();
ROLLBACK;
