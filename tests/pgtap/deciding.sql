-- What a rule's action becomes, when the refusal is recorded.
BEGIN;
SELECT plan(39);
\set p dec
\ir fixture/world.inc

CREATE FUNCTION pg_temp.payload_of(refusal jsonb, event text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT e.payload FROM refusal.event e
    WHERE e.refusal_id = (refusal->>'refusal_id')::bigint AND e.event = payload_of.event ORDER BY version DESC LIMIT 1
$$;
CREATE FUNCTION pg_temp.rule_of(refusal jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT name::text FROM refusal.rule WHERE rule_id = (refusal->>'rule_id')::integer
$$;

-- return
CREATE TEMPORARY TABLE returned AS SELECT pg_temp.record(1) AS r;
SELECT is(r->>'action', 'return', 'return') FROM returned;
SELECT is(r->>'destination_id', pg_temp.facility('FF'), 'to the rule''s destination') FROM returned;
SELECT is(pg_temp.rule_of(r), 'everything else', 'the catch-all') FROM returned;
SELECT is(pg_temp.payload_of(r, 'plan_return')->>'rule', r->>'rule_id', 'the journal says by which rule') FROM returned;
SELECT is(pg_temp.payload_of(r, 'plan_return')->'facts'->>'reason', 'refused.changed_mind', 'and from which facts')
FROM returned;
SELECT is(pg_temp.payload_of(r, 'plan_return')->'notify', NULL, 'nobody is notified where the rule does not say so')
FROM returned;

-- ask_shop
CREATE TEMPORARY TABLE asked AS SELECT pg_temp.record(2, 'refused.late') AS r;
SELECT is(r->>'state', 'awaiting_decision', 'ask_shop') FROM asked;
SELECT ok((r->>'deadline_at')::timestamptz - clock_timestamp() BETWEEN interval '3:59' AND interval '4:00',
          'the deadline is decide_within from now') FROM asked;
SELECT is(pg_temp.payload_of(r, 'ask_shop')->'notify', '{"template": "we_ask"}', 'the recipient is to be notified') FROM asked;

-- hold: a dear parcel, by value
CREATE TEMPORARY TABLE held AS SELECT pg_temp.record(20) AS r;
SELECT is(r->>'state', 'held', 'hold') FROM held;
SELECT ok((r->>'deadline_at')::timestamptz - clock_timestamp() BETWEEN interval '1 day 23:59' AND interval '2 days',
          'the deadline is hold_for from now') FROM held;
SELECT is(r->>'facility_id', pg_temp.facility('DEP'), 'where it is') FROM held;

-- redeliver
CREATE TEMPORARY TABLE again AS SELECT pg_temp.record(3, 'undeliverable.no_contact') AS r;
SELECT is(r->>'state', 'redelivery_planned', 'redeliver') FROM again;
SELECT is(r->>'cost_planned', '150.00', 'at the depot''s cost of an attempt') FROM again;

-- dispose
CREATE TEMPORARY TABLE disposed AS SELECT pg_temp.record(4, 'administrative.customs') AS r;
SELECT is(r->>'state', 'written_off', 'dispose') FROM disposed;
SELECT is(pg_temp.payload_of(r, 'write_off')->>'document', 'rule ' || (r->>'rule_id'), 'the rule is the document')
FROM disposed;
SELECT is(r->>'is_open', 'false', 'that is an end') FROM disposed;

-- supplier: the refusal's own; where it has none the route is blocked and the default asks
SELECT is(pg_temp.record(5, 'refused.contents.quality', ', lines => ''[{"line_no": 1}]''')->>'destination_id',
          pg_temp.facility('SUP'), 'a supplier''s goods go to that supplier');
CREATE TEMPORARY TABLE blocked AS SELECT pg_temp.record(6, 'refused.contents.quality') AS r;
SELECT is(r->>'state', 'awaiting_decision', 'goods of no one supplier: blocked, so the default') FROM blocked;
SELECT is(pg_temp.payload_of(r, 'ask_shop')->>'default_of', 'return', 'which the journal says') FROM blocked;
SELECT matches(pg_temp.payload_of(r, 'ask_shop')->>'blocked_by', '^no route', 'and what blocked it') FROM blocked;

-- A shop without a scenario is asked about everything.
SELECT is(pg_temp.record_as('courier', 'nord', 'N-1', 1)->>'state', 'awaiting_decision', 'no scenario: the shop is asked');

-- A row that a plain UPDATE left in `refused` is decided by run_due().
CREATE TEMPORARY TABLE raw (refusal_id bigint);
CREATE FUNCTION pg_temp.insert_raw() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', pg_temp.role('courier'));
    INSERT INTO refusal.refusal (shop_id, parcel_id, last_payload)
    SELECT p.shop_id, p.parcel_id, '{"reason": "refused.late"}' FROM refusal.parcel p JOIN refusal.shop s USING (shop_id)
    WHERE s.code = pg_temp.code('acme') AND p.number = 'P-7';
    RESET ROLE;
END
$$;
SELECT lives_ok('SELECT pg_temp.insert_raw()', 'a capture by INSERT');
INSERT INTO raw SELECT max(refusal_id) FROM refusal.refusal;
SELECT is(pg_temp.now_of(to_jsonb(raw))->>'state', 'refused', 'is not decided by itself') FROM raw;
SELECT cmp_ok((pg_temp.one_as('supervisor', 'SELECT refusal.run_due() AS n')->>'n')::integer, '>=', 1, 'run_due() decides it');
SELECT is(pg_temp.events_of(to_jsonb(raw)), 'capture ask_shop', 'by the same rules') FROM raw;
-- What the carrier lost no rule is asked about.
CREATE TEMPORARY TABLE lost AS SELECT pg_temp.record(8, 'carrier.lost') AS r;
SELECT is(pg_temp.events_of(r), 'capture report_missing', 'lost: it is searched for') FROM lost;
SELECT is(r->>'rule_id', NULL, 'by no rule') FROM lost;
SELECT is(r->>'last_actor', 'system', 'by the system') FROM lost;

-- Blocked, and its default too.
SELECT is(pg_temp.fire('supervisor', r, 'void', '{"reason": "by mistake"}')->>'is_open', 'false', 'the dear one once more') FROM held;
CREATE TEMPORARY TABLE nowhere AS
SELECT pg_temp.one_as('courier', format('SELECT (r).* FROM refusal.record(%L, ''P-20'', ''refused'', %L, facility => %L) AS r',
                                        pg_temp.code('acme'), pg_temp.request(920), pg_temp.code('SUP'))) AS r;
SELECT is(r->>'state', 'awaiting_decision', 'a supplier''s place holds nothing and no lane leaves it: the shop is asked') FROM nowhere;
SELECT is(pg_temp.payload_of(r, 'ask_shop')->>'default_of', 'hold', 'instead of a hold') FROM nowhere;
SELECT is(pg_temp.rule_of(r), 'dear: wait', 'which is still the rule that won') FROM nowhere;

-- A new version decides what comes, not what is open.
CREATE TEMPORARY TABLE open_one AS SELECT pg_temp.record(9, 'refused.late') AS r;
INSERT INTO refusal.scenario (shop_id, version) SELECT shop_id, 2 FROM refusal.shop WHERE code = pg_temp.code('acme')
RETURNING scenario_id AS second \gset
INSERT INTO refusal.rule (scenario_id, name, action, destinations) VALUES (:second, 'all to storage', 'return', ARRAY[pg_temp.code('ST')]),
    (:second, 'late: to fulfilment', 'return', ARRAY[pg_temp.code('FF')]);
UPDATE refusal.rule SET reason = 'refused.late' WHERE scenario_id = :second AND name LIKE 'late%';
SELECT count(refusal.activate_scenario(:second)) \gset ignored_
SELECT is(pg_temp.now_of(r)->>'scenario_id', :'scenario_id', 'an open refusal keeps its version') FROM open_one;
SELECT is(pg_temp.call('shop', 'decide', r, ', ''return''')->>'destination_id', pg_temp.facility('ST'),
          'and goes where that version''s rule says') FROM open_one;
SELECT is(pg_temp.payload_of(r, 'plan_return')->>'scenario', NULL, 'a decision of the shop''s own') FROM open_one;
CREATE TEMPORARY TABLE next_one AS SELECT pg_temp.record(10, 'refused.late') AS r;
SELECT is(r->>'destination_id', pg_temp.facility('FF'), 'the next one goes by the new version') FROM next_one;
SELECT is(pg_temp.payload_of(r, 'plan_return')->>'scenario', :'second', 'as the journal says') FROM next_one;

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
