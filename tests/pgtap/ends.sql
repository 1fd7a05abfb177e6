-- The other ways a refusal ends: at the supplier, disputed, lost, collected; and its money.
BEGIN;
SELECT plan(35);
\set p ends
\ir fixture/world.inc

-- Back to the supplier.
CREATE FUNCTION pg_temp.to_supplier(n integer) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    r jsonb := pg_temp.record(n, 'refused.contents.quality', ', lines => ''[{"line_no": 1}]''');
BEGIN
    PERFORM pg_temp.scan(n, f) FROM unnest('{DEP,DEP,SC,SC,SUP}'::text[]) AS f;
    RETURN r;
END
$$;
CREATE TEMPORARY TABLE supplied AS SELECT n, pg_temp.to_supplier(n) AS r FROM generate_series(1, 3) AS n;
SELECT is(pg_temp.now_of(r)->>'state', 'at_supplier', 'at the supplier') FROM supplied WHERE n = 1;
SELECT is(pg_temp.fire('supplier', r, 'accept_return', '{"document": "V-1"}')->>'state', 'returned_to_supplier', 'who takes it back')
FROM supplied WHERE n = 1;
SELECT throws_ok($$SELECT pg_temp.fire('supplier', r, 'reject_return') FROM supplied WHERE n = 2$$, 'RF002', NULL,
                 'or rejects it, with a reason');
SELECT is(pg_temp.fire('supplier', r, 'reject_return', '{"reason": "used"}')->>'state', 'disputed', 'a dispute')
FROM supplied WHERE n = 2;
SELECT is(pg_temp.fire('supplier', r, 'accept_return')->>'state', 'returned_to_supplier', 'settled: taken back after all')
FROM supplied WHERE n = 2;
SELECT is(pg_temp.fire('shop', r, 'reject_return', '{"reason": "used"}')->>'state', 'disputed', 'the shop may say so for them')
FROM supplied WHERE n = 3;
SELECT throws_ok($$SELECT pg_temp.fire('shop', r, 'plan_return', jsonb_build_object('destination', pg_temp.code('FF')))
                   FROM supplied WHERE n = 3$$, 'RF006', NULL, 'no lane leaves the supplier');
SELECT is(pg_temp.fire('supervisor', r, 'write_off', '{"document": "W-1"}')->>'state', 'written_off', 'settled: written off')
FROM supplied WHERE n = 3;

-- From fulfilment to the supplier, with a document.
CREATE TEMPORARY TABLE shipped AS SELECT pg_temp.record(4) AS r;
SELECT count(pg_temp.scan(4, f)) FROM unnest('{DEP,DEP,SC,SC,FF}'::text[]) AS f \gset ignored_
SELECT pg_temp.call('fulfilment', 'receive', r) AS r FROM shipped \gset ignored_
SELECT pg_temp.call('fulfilment', 'grade', r, ', 1, ''B'', ''to_supplier''') AS r FROM shipped \gset ignored_
SELECT throws_ok($$SELECT pg_temp.fire('fulfilment', r, 'ship_to_supplier') FROM shipped$$, 'RF002', NULL, 'without a document: no');
SELECT is(pg_temp.fire('fulfilment', r, 'ship_to_supplier', '{"document": "T-9"}')->>'state', 'at_supplier', 'with one')
FROM shipped;
SELECT is((SELECT document::text FROM refusal.line_result WHERE refusal_id = (r->>'refusal_id')::bigint), 'T-9',
          'which its parts carry') FROM shipped;

-- Missing: found, or settled when it has been searched for long enough.
CREATE TEMPORARY TABLE lost AS SELECT n, pg_temp.record(n, 'carrier.lost') AS r FROM generate_series(5, 6) AS n;
SELECT is(r->>'state', 'missing', 'the carrier lost it') FROM lost WHERE n = 5;
SELECT throws_ok($$SELECT pg_temp.fire('supervisor', r, 'settle') FROM lost WHERE n = 5$$, 'RF002', NULL, 'not searched for long enough');
UPDATE refusal.shop SET search_period = '0' WHERE code = pg_temp.code('acme');
SELECT is(pg_temp.fire('supervisor', r, 'settle')->>'state', 'lost_settled', 'long enough') FROM lost WHERE n = 5;
SELECT throws_ok($$SELECT pg_temp.fire('supervisor', r, 'find') FROM lost WHERE n = 6$$, '22023', NULL, 'found, but where');
SELECT is(pg_temp.fire('supervisor', r, 'find', jsonb_build_object('facility', pg_temp.code('SC')))->>'state', 'at_sorting', 'there')
FROM lost WHERE n = 6;
SELECT is(pg_temp.record_as('courier', 'acme', 'P-5', 905)->>'state', 'return_planned',
          'what was lost and settled may be refused anew, should it turn up');

-- Collected by the shop.
CREATE TEMPORARY TABLE office AS SELECT pg_temp.record(7, 'undeliverable.moved') AS r;
SELECT count(pg_temp.scan(7, f)) FROM unnest('{DEP,DEP,SC,SC,OFF}'::text[]) AS f \gset ignored_
SELECT throws_ok($$SELECT pg_temp.fire('shop', r, 'hand_over') FROM office$$, 'RF002', NULL, 'without a document: no');
SELECT is(pg_temp.fire('shop', r, 'hand_over', '{"document": "H-1"}')->>'state', 'returned_to_shop', 'with one') FROM office;

-- Written off, and voided.
CREATE TEMPORARY TABLE held AS SELECT pg_temp.record(20) AS r;
SELECT throws_ok($$SELECT pg_temp.fire('supervisor', r, 'write_off') FROM held$$, 'RF002', NULL, 'no write-off without a document');
SELECT is(pg_temp.fire('supervisor', r, 'write_off', '{"document": "W-2"}')->>'is_open', 'false', 'with one, an end') FROM held;
CREATE TEMPORARY TABLE mistake AS SELECT pg_temp.record(8) AS r;
SELECT throws_ok($$SELECT pg_temp.fire('courier', r, 'void', '{"reason": "x"}') FROM mistake$$, 'RF005', NULL,
                 'a courier does not void what they recorded');
SELECT is(pg_temp.fire('supervisor', r, 'void', '{"reason": "mistake"}')->>'money_state', 'none', 'voided: nothing is owed')
FROM mistake;
SELECT throws_ok($$SELECT pg_temp.fire('supervisor', r, 'void', '{"reason": "again"}') FROM mistake$$, 'RF001', NULL, 'an end is an end');

-- Money goes on after the end.
CREATE TEMPORARY TABLE paid AS SELECT pg_temp.record(9, 'administrative.customs') AS r;
SELECT is(r->>'state', 'written_off', 'an end') FROM paid;
SELECT is(pg_temp.fire('shop', r, 'money', '{"money_state": "refunded", "document": "R-1"}')->>'money_state', 'refunded',
          'the shop has refunded it') FROM paid;
SELECT is(pg_temp.now_of(r)->>'state', 'written_off', 'that moves nothing') FROM paid;
SELECT is(pg_temp.fire('supervisor', r, 'money', '{"money_state": "claimed"}')->>'money_state', 'claimed', 'a supervisor claims it')
FROM paid;
SELECT is(pg_temp.events_of(r), 'capture write_off money money', 'journalled') FROM paid;
SELECT throws_ok($$SELECT pg_temp.fire('courier', r, 'money', '{"money_state": "due"}') FROM paid$$, 'RF005', NULL, 'a courier does neither');
SELECT throws_ok($$SELECT pg_temp.fire('shop', r, 'money', '{"money_state": "lent"}') FROM paid$$, '22023', NULL, 'no such state of money');
SELECT throws_ok($$SELECT pg_temp.fire('shop', r, 'money') FROM paid$$, '22023', NULL, 'none at all');
SELECT is(pg_temp.fire('supervisor', pg_temp.record(12), 'sight')->>'money_state', 'none', 'cash on delivery was never paid');
SELECT is(pg_temp.now_of(r)->>'deadline_at', NULL, 'nothing is waited for') FROM paid;
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
