-- Scenarios that nobody would write, written by a shop: each is refused with its error, or means what it says.
BEGIN;
SELECT plan(60);
\set p odd
\ir fixture/world.inc
\ir fixture/diagnosis.inc

-- A draft of the shop's own with one rule as given and one for the rest; what came of it: the error, or the draft's id.
CREATE FUNCTION pg_temp.draft(setting text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    made integer;
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', pg_temp.role('shop'));
    INSERT INTO refusal.scenario (shop_id, version)
    SELECT s.shop_id, (SELECT max(version) + 1 FROM refusal.scenario c WHERE c.shop_id = s.shop_id)
    FROM refusal.shop s WHERE s.code = pg_temp.code('acme') RETURNING scenario_id INTO made;
    INSERT INTO refusal.rule (scenario_id, name, action) VALUES (made, 'the rest', 'ask_shop');
    EXECUTE format('INSERT INTO refusal.rule (scenario_id, name, action, outcome, %s) VALUES (%s, ''odd'', ''hold'', ''full'', %s)',
                   split_part(setting, ' = ', 1), made, substring(setting FROM ' = (.*)'));
    RESET ROLE;
    RETURN made;
END
$$;
CREATE FUNCTION pg_temp.outcome(setting text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    made integer;
BEGIN
    made := pg_temp.draft(setting);
    EXECUTE format('SET LOCAL ROLE %I', pg_temp.role('shop'));
    PERFORM refusal.activate_scenario(made);
    RESET ROLE;
    RETURN 'active';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.outcome(setting), expected, left(setting, 60))
FROM (VALUES
    -- Ranges.
    ($$value = '[10,5)'$$, '22000'), ($$value = 'empty'$$, 'RF007'), ($$value = '[5,5)'$$, 'RF007'), ($$value = '[NaN,NaN]'$$, 'RF007'),
    ($$value = '[NaN,)'$$, 'RF007'), ($$value = '(,-1]'$$, 'RF007'), ($$value = '[1e400,)'$$, 'RF007'), ($$value = '[5,Infinity]'$$, 'active'),
    ($$value = '[1,2,3]'$$, '22P02'), ($$value = '[a,b]'$$, '22P02'), ($$weight = '[2147483647,2147483647]'$$, '22003'),
    ($$weight = '[9999999999,)'$$, '22003'), ($$weight = '[2147483647,)'$$, 'active'), ($$weight = '(-5,0)'$$, 'RF007'),
    ($$attempt = '[0,1)'$$, 'RF007'), ($$attempt = '[2,2]'$$, 'active'),
    -- Trees.
    ($$reason = 'nonsense'$$, '23503'), ($$reason = ''$$, '23514'), ($$reason = 'refused.'$$, '23514'), ($$reason = 'refused..late'$$, '23514'),
    ($$region = '.a'$$, '23514'), ($$region = 'a b'$$, '23514'), ($$region = 'a.*'$$, '23514'), ($$region = E'a\n'$$, '23514'),
    ($$category = repeat('x', 251)$$, '23514'), ($$category = repeat('x.', 124) || 'x'$$, 'active'), ($$category = 'a/b'$$, '23514'),
    -- Sets.
    ($$weekdays = '{0}'$$, '23514'), ($$weekdays = '{8}'$$, '23514'), ($$weekdays = '{1,NULL}'$$, '23514'), ($$weekdays = '{}'$$, 'RF007'),
    ($$weekdays = '{1,1,1,7}'$$, 'active'), ($$weekdays = '{{1,2},{3,4}}'$$, '0A000'), ($$destinations = '{}'$$, '23514'),
    ($$destinations = '{NULL}'$$, '23514'), ($$destinations = '{odd-FF,odd-FF,odd-FF}'$$, 'active'), ($$destinations = '{{a},{b}}'$$, '0A000'),
    ($$destinations = ARRAY[repeat('x', 10000)]$$, 'RF007'), ($$destinations = ARRAY['']$$, 'RF007'), ($$destinations = '{odd-OFF}'$$, 'active'),
    -- The rest.
    ($$supplier = ''$$, '23514'), ($$courier = E'a\tb'$$, '23514'), ($$facility = repeat('x', 101)$$, '23514'), ($$payment = 'barter'$$, '23514'),
    ($$attempt_cap = 0$$, '23514'), ($$decide_within = '-1 second'$$, '23514'), ($$decide_within = '1 month'$$, '23514'),
    ($$decide_within = '100000 years'$$, '23514'), ($$value_loss_rate = 'NaN'$$, '23514'), ($$value_loss_rate = 1.00000001$$, '23514'),
    ($$value_loss_rate = 10$$, '22003'), ($$rank = -2147483648$$, 'active')) AS t (setting, expected);
SELECT is(left(pg_temp.diagnosis(format('SELECT refusal.activate_scenario(%s)', pg_temp.draft($$destinations = ARRAY[repeat('Ё', 5000)]$$))), 40)
          ~ '^Rule [0-9]+: facility "ЁЁЁ', true, 'a long name is cut in the error, between two characters');

-- Ten thousand rules.
SELECT shop_id AS acme FROM refusal.shop WHERE code = pg_temp.code('acme') \gset
SET LOCAL ROLE odd_shop;
INSERT INTO refusal.scenario (shop_id, version) VALUES (:acme, 10000) RETURNING scenario_id AS many \gset
INSERT INTO refusal.rule (scenario_id, rank, name, value, region, weekdays, action, hold_for)
SELECT :many, n, 'правило № ' || n, numrange(n, n + 1 + n % 7), CASE WHEN n % 3 = 0 THEN 'ru.r' || n % 100 END,
       CASE WHEN n % 5 = 0 THEN ARRAY[1 + n % 7, 1 + n % 3] END, 'hold', make_interval(days => 1 + n % 9)
FROM generate_series(1, 10000) AS n;
INSERT INTO refusal.rule (scenario_id, name, action, decide_within) VALUES (:many, 'the rest', 'ask_shop', '1 hour');
SELECT is((refusal.activate_scenario(:many)).status, 'active', 'ten thousand rules are activated');
RESET ROLE;
UPDATE refusal.parcel SET declared_value = 4242.50, region = 'ru.r42' WHERE shop_id = :acme AND number = 'P-1';
CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1) AS r;
CREATE TEMPORARY TABLE why AS
SELECT pg_temp.one_as('shop', format('SELECT refusal.explain(%s) AS why', r->>'refusal_id'))->'why' AS why FROM one;
-- What wins by the rules that are written down, computed from them anew.
CREATE TEMPORARY TABLE matching AS
SELECT rule_id, rank, value, region, weekdays FROM refusal.rule, one
WHERE scenario_id = :many AND value @> 4242.50 AND (region IS NULL OR region = 'ru.r42')
    AND (weekdays IS NULL OR extract(isodow FROM (r->>'occurred_at')::timestamptz AT TIME ZONE 'Europe/Moscow') = ANY (weekdays));
SELECT is((r->>'rule_id')::integer, (
    SELECT rule_id FROM matching m WHERE NOT EXISTS (
        SELECT FROM matching i WHERE i.value <@ m.value AND (m.region IS NULL OR i.region = m.region)
            AND (m.weekdays IS NULL OR i.weekdays <@ m.weekdays)
            AND NOT (m.value <@ i.value AND (i.region IS NULL OR m.region = i.region) AND (i.weekdays IS NULL OR m.weekdays <@ i.weekdays)))
    ORDER BY rank LIMIT 1), 'of ten thousand the right one decides') FROM one;
SELECT is(jsonb_array_length(why->'candidates'), 10001, 'explain() names each') FROM why;
SELECT is((SELECT count(*) FROM jsonb_array_elements(why->'candidates') AS c WHERE NOT c ? 'failed'), (SELECT count(*) + 1 FROM matching),
          'and which matched') FROM why;
SELECT is(pg_temp.one_as('courier', format($f$SELECT count(*) FILTER (WHERE error_code IS NULL) AS fine FROM refusal.record_many(%L)$f$,
              (SELECT jsonb_agg(jsonb_build_object('shop', pg_temp.code('acme'), 'parcel', 'P-' || n, 'reason', 'refused',
                                                   'request_id', pg_temp.request(800 + n))) FROM generate_series(2, 20) AS n)))->>'fine', '19',
          'a batch is decided by them');
SELECT cmp_ok((SELECT sum(total_bytes) FROM pg_backend_memory_contexts), '<', 150 * 1024 * 1024::numeric, 'in bounded memory');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
