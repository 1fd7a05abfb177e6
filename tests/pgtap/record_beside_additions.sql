-- What somebody adds to refusal.refusal, or takes away, counts for record() as it does for any INSERT.
BEGIN;
SELECT plan(17);
\set p added
\ir fixture/world.inc
\ir fixture/additions.inc
SAVEPOINT plain;

-- A trigger.
CREATE TRIGGER tell AFTER INSERT ON refusal.refusal FOR EACH ROW EXECUTE FUNCTION pg_temp.tell();
CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1) AS r;
SELECT is(r->>'state', 'return_planned', 'beside somebody else''s trigger it is recorded and decided') FROM one;
SELECT is(pg_temp.events_of(r), 'capture plan_return', 'and journalled, once') FROM one;
SELECT results_eq('SELECT state, version FROM told', $$VALUES ('return_planned', 2)$$, 'and the trigger hears of it');
ROLLBACK TO plain;

ALTER TABLE refusal.refusal DISABLE TRIGGER change_is_checked;
SELECT throws_ok('SELECT pg_temp.record(1)', '23502', NULL, 'without the trigger that checks nothing is written');
ROLLBACK TO plain;
SET LOCAL session_replication_role = replica;
SELECT throws_ok('SELECT pg_temp.record(1)', '23502', NULL, 'nor where triggers stand aside for a replica');
ROLLBACK TO plain;

-- What leaves the row out, or is in its way though no capture is: nothing that could be tried again.
CREATE TRIGGER leave_out BEFORE INSERT ON refusal.refusal FOR EACH ROW EXECUTE FUNCTION pg_temp.leave_out();
SELECT throws_ok('SELECT pg_temp.record(1)', '55000', 'the refusal was not written', 'a trigger that leaves the row out is an error');
SELECT throws_ok(format('SELECT count(*) FROM refusal.record_many(%L)', (
                     SELECT jsonb_agg(jsonb_build_object('shop', pg_temp.code('acme'), 'parcel', 'P-' || n, 'reason', 'refused',
                                                         'request_id', pg_temp.request(n)))
                     FROM generate_series(1, 3) AS n)),
                 '55000', 'the refusal was not written', 'and of many as well');
ROLLBACK TO plain;
SELECT is(pg_temp.record(2)->>'state', 'return_planned', 'one is recorded');
CREATE UNIQUE INDEX one_of_a_state ON refusal.refusal (shop_id, state);
SELECT throws_ok('SELECT pg_temp.record(1)', '55000', 'the refusal was not written', 'a unique index that lets no other in is one too');
ROLLBACK TO plain;

-- Row security.
CREATE POLICY nobody ON refusal.refusal AS RESTRICTIVE FOR INSERT WITH CHECK (parcel_id < 0);
SELECT throws_ok('SELECT pg_temp.record(1)', '42501', NULL, 'a restrictive policy is asked');
ROLLBACK TO plain;
ALTER POLICY add ON refusal.refusal WITH CHECK (refusal_internal.sees_shop(shop_id) AND parcel_id < 0);
SELECT throws_ok('SELECT pg_temp.record(1)', '42501', NULL, 'and one that was made stricter');
ROLLBACK TO plain;
ALTER POLICY see ON refusal.refusal USING (refusal_internal.sees_shop(shop_id) AND parcel_id < 0);
SELECT throws_ok('SELECT pg_temp.record(1)', '42501', NULL, 'also one that shows less');
ROLLBACK TO plain;

-- Privileges, constraints, rules.
SELECT format('REVOKE INSERT ON refusal.refusal FROM %I', pg_temp.role('courier')) \gexec
SELECT throws_ok('SELECT pg_temp.record(1)', '42501', 'permission denied for table refusal', 'the privilege is needed');
ROLLBACK TO plain;
ALTER TABLE refusal.refusal ADD CONSTRAINT cheap CHECK (cost_planned < 100) NOT VALID;
SELECT throws_ok('SELECT pg_temp.record(1)', '23514', NULL, 'a constraint holds');
ROLLBACK TO plain;
CREATE RULE also AS ON INSERT TO refusal.refusal DO ALSO NOTIFY added;
SELECT throws_ok('SELECT pg_temp.record(1)', '0A000', NULL, 'a rule is not passed by');
ROLLBACK TO plain;

SELECT is(pg_temp.record(1)->>'state', 'return_planned', 'without any of it: recorded');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'and the journal holds');

SELECT * FROM finish();
ROLLBACK;
