-- Redelivery: attempts and their cap, refused again, back to the depot first.
BEGIN;
SELECT plan(41);
\set p again
\ir fixture/world.inc

CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1, 'undeliverable.no_contact') AS r;
SELECT is(r->>'attempt', '1', 'the first attempt') FROM one;
SELECT is(pg_temp.fire('shop', r, 'reschedule', '{"date": "2031-05-04"}')->>'redeliver_on', '2031-05-04', 'on another day') FROM one;
SELECT throws_ok($$SELECT pg_temp.fire('shop', r, 'reschedule') FROM one$$, 'RF002', NULL, 'which has to be named');
SELECT throws_ok($$SELECT pg_temp.fire('shop', r, 'reschedule', '{"date": "soon"}') FROM one$$, '22007', NULL, 'and to be one');
SELECT is(pg_temp.fire('recipient', r, 'reschedule', '{"date": "2031-05-05"}')->>'last_actor', 'recipient', 'by the recipient')
FROM one;
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'cost_actual', '150.00', 'an attempt costs') FROM one;
SELECT is(pg_temp.fire('courier', r, 'bring_back', '{"reason": "closed"}')->>'state', 'redelivery_planned', 'brought back')
FROM one;
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'cost_actual', '300.00', 'the next costs too') FROM one;

-- record() of a parcel that is out is its next refusal, in part if need be.
SELECT is(pg_temp.one_as('courier', format($f$SELECT (r).* FROM refusal.record(%L, 'P-1', 'undeliverable.no_contact', %L,
              lines => '[{"line_no": 1}]') AS r$f$, pg_temp.code('acme'), pg_temp.request(901)))->>'refusal_id',
          r->>'refusal_id', 'refused again: the same refusal') FROM one;
SELECT is(pg_temp.now_of(r)->>'attempt', '2', 'the second attempt') FROM one;
SELECT is(pg_temp.now_of(r)->>'outcome', 'partial', 'a unit was accepted this time') FROM one;
SELECT is(pg_temp.now_of(r)->>'state', 'return_planned', 'the cap is reached: the default') FROM one;
SELECT is(pg_temp.events_of(r),
          'capture plan_redelivery reschedule reschedule dispatch bring_back dispatch refuse_again plan_return', 'all told')
FROM one;
SELECT matches((SELECT e.payload->>'blocked_by' FROM refusal.event e WHERE e.refusal_id = (r->>'refusal_id')::bigint
                AND e.event = 'plan_return'), '^attempt 2 was the last of 2', 'and why') FROM one;
SELECT throws_ok($$SELECT pg_temp.record_as('courier', 'acme', 'P-1', 901)$$, 'RF008', NULL, 'the request again, with other content');
SELECT lives_ok(format($q$SELECT pg_temp.one_as('courier', $f$SELECT (r).* FROM refusal.record(%L, 'P-1',
                'undeliverable.no_contact', %L, lines => '[{"line_no": 1}]') AS r$f$)$q$, pg_temp.code('acme'), pg_temp.request(901)),
                'and with the same');
SELECT is(pg_temp.now_of(r)->>'version', '9', 'does nothing twice') FROM one;
SELECT results_eq(format('SELECT line_no, accepted, refused FROM refusal.line WHERE refusal_id = %s ORDER BY 1', r->>'refusal_id'),
                  'VALUES (1, 0, 3), (2, 1, 0)', 'quantities add up') FROM one;

-- Delivered after all.
CREATE TEMPORARY TABLE two AS SELECT pg_temp.record(2, 'undeliverable.no_contact') AS r;
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'money_state', 'due', 'prepaid: due so far') FROM two;
SELECT is(pg_temp.fire('courier', r, 'deliver')->>'state', 'delivered_on_retry', 'delivered') FROM two;
SELECT is(pg_temp.now_of(r)->>'money_state', 'none', 'nothing is owed') FROM two;

-- Away from the depot: back there first, and then out again by itself.
CREATE TEMPORARY TABLE away AS
SELECT pg_temp.record(3, 'undeliverable.no_contact', format(', facility => %L', pg_temp.code('ST'))) AS r;
SELECT is(r->>'state', 'return_planned', 'the parcel is elsewhere: a return') FROM away;
SELECT is(r->>'destination_id', pg_temp.facility('DEP'), 'to its depot') FROM away;
SELECT is(r->>'action', 'redeliver', 'for a redelivery') FROM away;
SELECT is(pg_temp.fire('warehouse', r, 'depart')->>'state', 'in_return_transit', 'on its way') FROM away;
SELECT is(pg_temp.scan(3, 'DEP')->>'state', 'redelivery_planned', 'there it is planned');
SELECT is(pg_temp.events_of(r), 'capture plan_return depart store plan_redelivery', 'stored, and planned by the system') FROM away;

-- Taken back at the door.
CREATE TEMPORARY TABLE back AS SELECT pg_temp.record(4) AS r;
SELECT is(pg_temp.fire('courier', r, 'retract')->>'state', 'accepted_on_spot', 'the recipient changed their mind') FROM back;
CREATE TEMPORARY TABLE late AS SELECT pg_temp.record(5, 'refused', ', occurred_at => now() - interval ''2 days''') AS r;
SELECT throws_ok($$SELECT pg_temp.fire('courier', r, 'retract') FROM late$$, 'RF002', NULL, 'too late');
CREATE TEMPORARY TABLE seen AS SELECT pg_temp.record(6) AS r;
SELECT pg_temp.scan(6, 'DEP') \gset ignored_
SELECT throws_ok($$SELECT pg_temp.fire('courier', r, 'retract') FROM seen$$, 'RF001', NULL, 'scanned meanwhile');
-- The last attempt is the last one wherever the parcel is: it is not brought to its depot for another.
CREATE TEMPORARY TABLE spent AS SELECT pg_temp.record(7, 'undeliverable.no_contact') AS r;
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'attempt', '1', 'out once more') FROM spent;
SELECT is(pg_temp.one_as('courier', format($f$SELECT (r).* FROM refusal.record(%L, 'P-7', 'undeliverable.no_contact', %L,
              facility => %L) AS r$f$, pg_temp.code('acme'), pg_temp.request(907), pg_temp.code('ST')))->>'attempt', '2',
          'refused for the last time, and left in storage') FROM spent;
SELECT is(pg_temp.now_of(r)->>'action', 'return', 'blocked, so the default') FROM spent;
SELECT is(pg_temp.now_of(r)->>'destination_id', pg_temp.facility('FF'), 'to the rule''s destination') FROM spent;

-- Only what went out can come back refused.
CREATE TEMPORARY TABLE part AS SELECT pg_temp.record(8, 'undeliverable.no_contact', ', lines => ''[{"line_no": 1, "quantity": 2}]''') AS r;
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'state', 'out_for_redelivery', 'two kettles go out again') FROM part;
SELECT throws_ok($$SELECT pg_temp.fire('courier', r, 'refuse_again', '{"lines": [{"line_no": 1, "quantity": 3}]}') FROM part$$, 'RF009',
                 NULL, 'three do not come back');
SELECT throws_ok($$SELECT pg_temp.fire('courier', r, 'refuse_again', '{"lines": [{"line_no": 2}]}') FROM part$$, 'RF009', NULL,
                 'nor a phone that was accepted');
SELECT is(pg_temp.fire('courier', r, 'refuse_again', '{"lines": [{"line_no": 1, "quantity": 1}], "reason": "refused.changed_mind"}')->>'attempt',
          '2', 'one does') FROM part;
SELECT is(pg_temp.now_of(r)->>'reason', 'refused.changed_mind', 'for another reason: another rule') FROM part;
SELECT results_eq(format('SELECT line_no, accepted, refused FROM refusal.line WHERE refusal_id = %s ORDER BY 1', r->>'refusal_id'),
                  'VALUES (1, 2, 1), (2, 1, 0)', 'quantities add up') FROM part;

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
