-- refusal.act_for(): a gateway acts for one shop in a transaction, and for none without.
BEGIN;
SELECT plan(16);
\set p act
\ir fixture/world.inc

SELECT format('CREATE ROLE %I', pg_temp.role('gateway')) \gexec
SELECT count(refusal.grant_membership(pg_temp.role('gateway'), actor, gateway => true)) FROM unnest('{courier,shop}'::text[]) AS actor \gset g_
CREATE TEMPORARY TABLE theirs AS SELECT pg_temp.record_as('courier', 'nord', 'N-1', 1) AS r;
CREATE FUNCTION pg_temp.seen() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(a->>'code', ' ') FROM pg_temp.all_as('gateway', 'SELECT code FROM refusal.shop') AS a
$$;
CREATE FUNCTION pg_temp.act_for(shop text, role text = 'gateway') RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.one_as(role, format('SELECT refusal.act_for(%L)', pg_temp.code(shop)))
$$;

SELECT is(pg_temp.seen(), NULL, 'without act_for() a gateway sees no shop');
SELECT throws_ok($$SELECT pg_temp.record_as('gateway', 'acme', 'P-1', 1)$$, 'RF004', NULL, 'and does nothing');
SELECT throws_ok($$SELECT pg_temp.act_for('nowhere')$$, 'RF004', NULL, 'a shop that does not exist');
SELECT throws_ok($$SELECT pg_temp.one_as('gateway', 'SELECT refusal.act_for(NULL)')$$, '22023', NULL, 'none');
SELECT throws_ok($$SELECT pg_temp.act_for('acme', 'shop')$$, '42501', NULL, 'who is no gateway has no right to call it');
SELECT format('GRANT EXECUTE ON FUNCTION refusal.act_for(text) TO %I', pg_temp.role('shop')) \gexec
SELECT throws_ok($$SELECT pg_temp.act_for('nord', 'shop')$$, 'RF005', NULL, 'and with the right is still none');

SAVEPOINT before;
SELECT lives_ok($$SELECT pg_temp.act_for('nord')$$, 'for one shop');
SELECT is(pg_temp.seen(), pg_temp.code('nord'), 'it sees that one');
ROLLBACK TO before;
SELECT is(pg_temp.seen(), NULL, 'rolled back, none');

SELECT lives_ok($$SELECT pg_temp.act_for('acme')$$, 'for another');
SELECT lives_ok($$SELECT pg_temp.act_for('acme')$$, 'said twice');
SELECT is(pg_temp.record_as('gateway', 'acme', 'P-1', 1)->>'state', 'return_planned', 'it acts');
SELECT throws_ok($$SELECT pg_temp.fire('gateway', r, 'hold') FROM theirs$$, 'RF004', NULL, 'for that shop only');
SELECT throws_ok($$SELECT pg_temp.act_for('nord')$$, 'RF005', NULL, 'one shop in a transaction');
SELECT is(pg_temp.seen(), pg_temp.code('acme'), 'it stays with the first');
-- Nothing that could be set by hand stands for the call.
SELECT is((SELECT count(*) FROM pg_settings WHERE name LIKE 'pg_refusal.%' AND name LIKE '%shop%'), 0::bigint,
          'there is no setting to do it by');

SELECT * FROM finish();
ROLLBACK;
