-- Another attempt beside the return: what each costs, a rule that lets the cost decide, the cap by reason and payment.
BEGIN;
SELECT plan(46);
\set p beside
\ir fixture/world.inc

CREATE FUNCTION pg_temp.why(refusal jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.one_as('shop', format('SELECT refusal.explain(%s) AS why', refusal->>'refusal_id'))->'why'
$$;
CREATE FUNCTION pg_temp.preview(refusal jsonb, more text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.one_as('shop', format('SELECT * FROM refusal.override(%s, %s)', refusal->>'refusal_id', more))
$$;
-- The scenario of the shop from now on: these rules and a return to FF for the rest.
CREATE FUNCTION pg_temp.rules(version integer, VARIADIC rules jsonb[]) RETURNS integer LANGUAGE sql AS $$
    WITH draft AS (
        INSERT INTO refusal.scenario (shop_id, version)
        SELECT shop_id, rules.version FROM refusal.shop WHERE code = pg_temp.code('acme') RETURNING scenario_id
    ), written AS (
        INSERT INTO refusal.rule (scenario_id, name, rank, reason, payment, region, action, destinations, default_action,
                                  attempt_cap, redeliver_margin)
        SELECT scenario_id, coalesce(r->>'name', 'a rule'), (r->>'rank')::integer, r->>'reason', r->>'payment', r->>'region',
               r->>'action', CASE WHEN r->>'to' <> '' THEN ARRAY[pg_temp.code(r->>'to')] END, r->>'default', (r->>'cap')::integer,
               (r->>'margin')::numeric
        FROM draft, unnest(rules.rules || '{"action": "return", "to": "FF"}'::jsonb) AS r RETURNING scenario_id
    )
    SELECT min(scenario_id) FROM written
$$;
CREATE FUNCTION pg_temp.in_force(version integer, VARIADIC rules jsonb[]) RETURNS text LANGUAGE sql AS $$
    SELECT status FROM refusal.activate_scenario(pg_temp.rules(version, VARIADIC rules))
$$;
CREATE FUNCTION pg_temp.refused_again(n integer, reason text, request integer) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.one_as('courier', format('SELECT (r).* FROM refusal.record(%L, %L, %L, %L) AS r', pg_temp.code('acme'),
                                            'P-' || n, reason, pg_temp.request(request)))
$$;

-- At its depot: 150.00 for the attempt, 173.00 for the way to FF.
CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1) AS r;
SELECT is(pg_temp.why(r)->'alternatives',
          jsonb_build_object('redeliver', jsonb_build_object('depot', pg_temp.code('DEP'), 'way', '0.00', 'attempt', '150.00',
                                                             'cost', '150.00'),
                             'return', jsonb_build_object('to', pg_temp.code('FF'), 'cost', '173.00'), 'difference', '-23.00'),
          'explain() sets another attempt against the return') FROM one;
SELECT is(pg_temp.preview(r, $$'redeliver'$$)->'alternatives', pg_temp.why(r)->'alternatives', 'and so does a preview') FROM one;
SELECT is(pg_temp.preview(r, $$'redeliver'$$)->>'cost_difference', '-23.00', 'with the same difference') FROM one;
-- Away: the way back to it is part of the attempt; what has been spent, and the leg under way, of neither.
SELECT is(pg_temp.fire('warehouse', r, 'depart')->>'state', 'in_return_transit', 'it left for SC') FROM one;
SELECT is(pg_temp.why(r)#>'{alternatives,redeliver}', jsonb_build_object('depot', pg_temp.code('DEP'), 'way', '40.00',
          'attempt', '150.00', 'cost', '190.00'), 'from SC it is 40.00 back to the depot') FROM one;
SELECT is(pg_temp.why(r)#>>'{alternatives,return,cost}', '60.00', 'and 60.00 on to FF') FROM one;
SELECT is(pg_temp.why(r)#>>'{alternatives,difference}', '130.00', 'so that it is dearer now') FROM one;
SELECT is(pg_temp.preview(r, $$'redeliver'$$)->>'cost_difference', '130.00', 'which is what overriding would cost') FROM one;
SELECT is(pg_temp.preview(r, $$'redeliver', accept_cost => true$$)->'alternatives', 'null', 'what was applied is compared no more')
FROM one;
SELECT is(pg_temp.now_of(r)->>'cost_planned', '303.00', 'planned: the leg to SC, the way back, the attempt') FROM one;
-- Where there is no way, and where nobody chooses any more.
CREATE TEMPORARY TABLE far AS SELECT pg_temp.record(2, 'refused.late', format(', facility => %L', pg_temp.code('FAR'))) AS r;
SELECT is(pg_temp.why(r)->'alternatives', jsonb_build_object(
              'redeliver', jsonb_build_object('depot', pg_temp.code('DEP'), 'way', NULL, 'attempt', '150.00', 'cost', NULL,
                                              'because', format('Facility "%s": no lane leads there.', pg_temp.code('DEP'))),
              'return', jsonb_build_object('to', NULL, 'cost', NULL,
                                           'because', format('Facility "%s": no lane leads there.', pg_temp.code('ST'))),
              'difference', NULL), 'no way: why not') FROM far;
SELECT is(pg_temp.why(pg_temp.fire('supervisor', r, 'void', '{"reason": "a mistake"}')) ? 'alternatives', false,
          'an ended refusal has no alternatives') FROM far;

-- The cost decides: another attempt where it is not dearer than the return.
SELECT is(pg_temp.in_force(2, '{"reason": "undeliverable", "action": "redeliver", "to": "FF", "default": "return", "margin": 0}'),
          'active', 'a rule with a margin');
CREATE TEMPORARY TABLE cheaper AS SELECT pg_temp.record(3, 'undeliverable') AS r;
SELECT is(r->>'state', 'redelivery_planned', 'cheaper: it goes out again') FROM cheaper;
SELECT is(pg_temp.why(r)->'costs', '{"redeliver": "150.00", "return": "173.00"}', 'the journal keeps what was compared') FROM cheaper;
UPDATE refusal.facility SET redelivery_cost = 173 WHERE code = pg_temp.code('DEP');
SELECT is(pg_temp.record(4, 'undeliverable')->>'state', 'redelivery_planned', 'as dear: it goes out again');
UPDATE refusal.facility SET redelivery_cost = 173.01 WHERE code = pg_temp.code('DEP');
CREATE TEMPORARY TABLE dearer AS SELECT pg_temp.record(5, 'undeliverable') AS r;
SELECT is(r->>'action', 'return', 'a kopeck dearer: it is returned') FROM dearer;
SELECT is(pg_temp.why(r)->>'default_of', 'redeliver', 'in place of an attempt') FROM dearer;
SELECT is(pg_temp.why(r)->>'blocked_by', 'another attempt would cost 173.01, the return 173.00: the difference is 0.01, the rule allows 0.00',
          'and why') FROM dearer;
SELECT is(pg_temp.why(r)#>>'{alternatives,redeliver,margin}', '0.00', 'the margin is told') FROM dearer;
SELECT matches(pg_temp.why(r)#>>'{alternatives,redeliver,blocked_by}', '^another attempt would cost 173.01', 'and what it blocks')
FROM dearer;
SELECT is(pg_temp.preview(r, $$'redeliver', accept_cost => true$$)->'refusal'->>'state', 'redelivery_planned',
          'the shop itself may pay more') FROM dearer;
-- The way back to the depot counts, and where no return can be had nothing is compared.
UPDATE refusal.facility SET redelivery_cost = 0 WHERE code = pg_temp.code('DEP');
SELECT is(pg_temp.record(6, 'undeliverable', format(', facility => %L', pg_temp.code('ST')))->>'action', 'return',
          '60.00 from ST to its depot, 43.00 to FF');
SELECT is(pg_temp.in_force(3, '{"reason": "undeliverable", "action": "redeliver", "to": "FF", "default": "return", "margin": 17}'),
          'active', 'a margin of 17.00');
SELECT is(pg_temp.record(7, 'undeliverable', format(', facility => %L', pg_temp.code('ST')))->>'action', 'redeliver', 'covers it');
SELECT is(pg_temp.in_force(4, '{"reason": "undeliverable", "action": "redeliver", "to": "FF", "default": "return", "margin": -24}'),
          'active', 'a negative one: cheaper by so much');
UPDATE refusal.facility SET redelivery_cost = 150 WHERE code = pg_temp.code('DEP');
SELECT is(pg_temp.record(8, 'undeliverable')->>'action', 'return', '23.00 is not enough');
SELECT is(pg_temp.in_force(5, '{"reason": "undeliverable", "action": "redeliver", "to": "FAR", "default": "ask_shop", "margin": -999}'),
          'active', 'a return that no lane leads to');
SELECT is(pg_temp.record(9, 'undeliverable')->>'action', 'redeliver', 'is not compared with');
-- Rules that cannot mean anything.
SELECT throws_ok($$SELECT pg_temp.rules(6, '{"action": "return", "to": "FF", "reason": "refused", "margin": 0}')$$, '23514', NULL,
                 'a margin is of a redelivery');
SELECT throws_ok($$SELECT pg_temp.rules(6, '{"action": "redeliver", "to": "FF", "reason": "refused", "margin": "NaN"}')$$, '23514', NULL,
                 'and a number');
SELECT throws_ok($$SELECT pg_temp.rules(6, '{"action": "redeliver", "reason": "refused", "margin": 0}')$$, '23514', NULL,
                 'and has a return to be compared with');

-- Caps: cash on delivery is tried once, prepaid three times, and whom nobody reached twice.
SELECT is(pg_temp.in_force(6,
    '{"rank": 1, "reason": "undeliverable.no_contact", "action": "redeliver", "to": "FF", "default": "return", "cap": 2}',
    '{"rank": 2, "payment": "cod", "action": "redeliver", "to": "FF", "default": "return", "cap": 1}',
    '{"rank": 3, "payment": "prepaid", "action": "redeliver", "to": "FF", "default": "return", "cap": 3}'), 'active', 'caps');
CREATE TEMPORARY TABLE cod AS SELECT pg_temp.record(11) AS r;
SELECT is(concat_ws(' ', r->>'attempt', r->>'action'), '1 return', 'cash on delivery: the first attempt was the only one') FROM cod;
SELECT is(pg_temp.why(r)#>'{alternatives,redeliver}' @> '{"attempt_cap": 1, "blocked_by": "attempt 1 was the last of 1"}', true,
          'the cap is told') FROM cod;
CREATE TEMPORARY TABLE prepaid AS SELECT pg_temp.record(10) AS r;
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'attempt', '1', 'prepaid: out for the second time') FROM prepaid;
SELECT is(pg_temp.refused_again(10, 'refused.changed_mind', 810)->>'state', 'redelivery_planned', 'refused twice: once more');
SELECT is(pg_temp.why(r)#>>'{alternatives,redeliver,attempt_cap}', '3', 'of three') FROM prepaid;
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'attempt', '2', 'out for the third time') FROM prepaid;
SELECT is(pg_temp.refused_again(10, 'refused.changed_mind', 811)->>'action', 'return', 'refused three times: back');
SELECT is(pg_temp.why(r)->>'blocked_by', 'attempt 3 was the last of 3', 'and why') FROM prepaid;
CREATE TEMPORARY TABLE unreached AS SELECT pg_temp.record(12, 'undeliverable.no_contact') AS r;
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'state', 'out_for_redelivery', 'not reached, though cash: again') FROM unreached;
SELECT is(concat_ws(' ', a->>'attempt', a->>'action'), '2 return', 'not reached twice: back')
FROM pg_temp.refused_again(12, 'undeliverable.no_contact', 812) AS a;
-- Proof that the shop rejects is no attempt.
UPDATE refusal.shop SET proof_policy = '{"kinds": ["photo"]}' WHERE code = pg_temp.code('acme');
CREATE TEMPORARY TABLE doubted AS SELECT pg_temp.record(13) AS r;
SELECT is(pg_temp.fire('supervisor', r, 'reject_proof')->>'attempt', '0', 'rejected: the attempt does not count') FROM doubted;
SELECT is(pg_temp.why(pg_temp.fire('courier', r, 'dispatch')) ? 'alternatives', false, 'on the attempt nobody chooses') FROM doubted;
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
