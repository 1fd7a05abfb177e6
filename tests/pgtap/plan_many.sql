-- refusal.plan_many(): routes for a batch together, within the capacities.
BEGIN;
SELECT plan(33);
\set p many
\ir fixture/world.inc

-- By way of SC it is 163.00 and 10.00 a kilogram, with room for two, once; straight from DEP 180.00, whatever the weight.
-- P-1 and P-2 weigh 1.5 kg, and save 2.00 each by way of SC; P-3 and P-4 half a kilogram, and save 12.00.
UPDATE refusal.parcel p SET weight_grams = CASE number WHEN 'P-1' THEN 1500 WHEN 'P-2' THEN 1500 ELSE 500 END
FROM refusal.shop s WHERE s.shop_id = p.shop_id AND s.code = pg_temp.code('acme');
UPDATE refusal.lane l SET departures = ARRAY[(extract(epoch FROM now() + interval '6 hours' - timestamptz '2024-01-01 00:00Z')::bigint
                                              / 60 % 10080)::integer], capacity = 2, valid = tstzrange(NULL, now() + interval '1 day')
FROM refusal.facility a, refusal.facility b
WHERE a.facility_id = from_facility_id AND b.facility_id = to_facility_id
    AND a.code = pg_temp.code('SC') AND b.code = pg_temp.code('FF');
UPDATE refusal.lane SET cost_per_parcel = 60 WHERE cost_per_parcel = 33
    AND from_facility_id = (SELECT facility_id FROM refusal.facility WHERE code = pg_temp.code('ST'));
CREATE TEMPORARY TABLE made AS SELECT n, (pg_temp.record(n, 'refused.late')->>'refusal_id')::bigint AS id FROM generate_series(1, 6) AS n;
GRANT SELECT ON made TO PUBLIC;
CREATE FUNCTION pg_temp.ids(numbers integer[]) RETURNS bigint[] LANGUAGE sql AS $$
    SELECT array_agg(m.id ORDER BY o) FROM unnest(numbers) WITH ORDINALITY AS x (n, o) JOIN pg_temp.made m ON m.n = x.n
$$;
CREATE FUNCTION pg_temp.plan_many(role text, ids bigint[], more text = '') RETURNS SETOF jsonb LANGUAGE sql AS $$
    SELECT jsonb_array_elements(pg_temp.one_as(role, format('SELECT jsonb_agg(p) AS p FROM refusal.plan_many(%L, %L %s) AS p', ids,
        ARRAY[pg_temp.code('FF')], more))->'p')
$$;
CREATE TEMPORARY TABLE preview AS
SELECT row_number() OVER () AS n, p FROM pg_temp.plan_many('shop', pg_temp.ids('{1,2,3,4}')) AS p;

-- To look at.
SELECT is((SELECT array_agg((p->>'refusal_id')::bigint ORDER BY n) FROM preview), pg_temp.ids('{1,2,3,4}'), 'a row for each, in order');
SELECT is((SELECT array_agg((p->>'cost')::numeric ORDER BY n) FROM preview), '{180.00,180.00,168.00,168.00}', 'whoever saves most has the room');
SELECT is((SELECT array_agg((p->>'cost_alone')::numeric ORDER BY n) FROM preview), '{178.00,178.00,180.00,180.00}',
          'one by one the first would have it');
SELECT is((SELECT sum((p->>'cost_alone')::numeric - (p->>'cost')::numeric) FROM preview), 20.00, 'so much is saved');
SELECT is((SELECT array_agg(DISTINCT p->>'is_least') FROM preview), '{true}', 'no assignment costs less');
SELECT is((SELECT array_agg(DISTINCT p->>'to_facility') FROM preview), ARRAY[pg_temp.code('FF')], 'all go there');
SELECT is((SELECT array_agg(jsonb_array_length(p->'legs') ORDER BY n) FROM preview), '{1,1,2,2}', 'by these legs');
SELECT is((SELECT count(*) FROM refusal.reservation), 0::bigint, 'no place is taken');
SELECT is((SELECT array_agg(DISTINCT r.state) FROM refusal.refusal r JOIN made m ON m.id = r.refusal_id), '{awaiting_decision}', 'nothing is decided');
SELECT is((SELECT sum((p->>'cost')::numeric) FROM pg_temp.plan_many('shop', pg_temp.ids('{3,1,2,4}')) AS p), 696.00, 'in another order');

-- To be done.
SELECT is((SELECT array_agg((p->>'cost')::numeric) FROM pg_temp.plan_many('shop', pg_temp.ids('{1,2,3,4}'), ', apply => true') AS p),
          '{180.00,180.00,168.00,168.00}', 'applied as shown');
SELECT is((SELECT array_agg(r.state || ' ' || r.cost_planned ORDER BY m.n) FROM refusal.refusal r JOIN made m ON m.id = r.refusal_id WHERE m.n <= 4),
          '{"return_planned 180.00","return_planned 180.00","return_planned 168.00","return_planned 168.00"}', 'each is planned so');
SELECT is((SELECT array_agg(m.n ORDER BY m.n) FROM refusal.reservation p JOIN made m ON m.id = p.refusal_id), '{3,4}', 'the light ones have the places');
SELECT is((SELECT array_agg(DISTINCT e.actor || ' ' || (e.payload->>'destinations')) FROM refusal.event e JOIN made m ON m.id = e.refusal_id
           WHERE e.event = 'plan_return'), ARRAY[format('shop ["%s"]', pg_temp.code('FF'))], 'the shop decided');
SELECT is((SELECT array_agg((p->>'cost')::numeric) FROM pg_temp.plan_many('shop', pg_temp.ids('{5}')) AS p), '{180.00}', 'what is full is full for a batch');
SELECT is((SELECT array_agg(v.detail) FROM refusal.verify() v), NULL, 'the books balance');

-- What cannot be.
CREATE FUNCTION pg_temp.errors(role text, ids bigint[], more text = '') RETURNS text[] LANGUAGE sql AS $$
    SELECT array_agg(p->>'error_code') FROM pg_temp.plan_many(role, ids, more) AS p
$$;
SELECT is(pg_temp.errors('shop', pg_temp.ids('{1,5}')), '{RF001,NULL}', 'one that has its route already harms no other');
SELECT is(pg_temp.errors('shop', pg_temp.ids('{5}') || 0::bigint), '{NULL,RF004}', 'nor does one that does not exist');
SELECT is(pg_temp.errors('shop', pg_temp.ids('{5,6,5}')), '{22023,NULL,22023}', 'or is named twice');
SELECT is(pg_temp.errors('nord', pg_temp.ids('{5}')), '{RF004}', 'another shop''s does not exist');
SELECT is(pg_temp.errors('courier', pg_temp.ids('{5}'), ', apply => true'), '{RF005}', 'a courier decides nothing');
SELECT is(pg_temp.now_of(jsonb_build_object('refusal_id', (pg_temp.ids('{5}'))[1]))->>'state', 'awaiting_decision', 'and nothing came of it');
SELECT is(pg_temp.one_as('shop', format('SELECT * FROM refusal.plan_many(%L, %L)', pg_temp.ids('{5}'), ARRAY[pg_temp.code('FAR')]))->>'error_code',
          'RF006', 'where no lane leads');
SELECT is(pg_temp.one_as('shop', format('SELECT * FROM refusal.plan_many(%L, %L)', pg_temp.ids('{5}'), '{NOWHERE}'))->>'error_code', 'RF004',
          'a facility that does not exist');
SELECT is(pg_temp.one_as('shop', format('SELECT * FROM refusal.plan_many(%L)', pg_temp.ids('{5}')))->>'error_code', NULL,
          'without destinations the rule names them');
SELECT throws_ok($$SELECT refusal.plan_many(NULL)$$, '22023', NULL, 'no refusals');
SELECT throws_ok($$SELECT refusal.plan_many('{1}', '{}')$$, '22023', NULL, 'no destinations');
SELECT throws_ok($$SELECT refusal.plan_many('{1}', apply => NULL)$$, '22023', NULL, 'neither to look at nor to do');
SELECT is((SELECT count(*) FROM refusal.plan_many('{}')), 0::bigint, 'of nothing comes nothing');
SELECT throws_ok($$SELECT pg_temp.one_as('supplier', 'SELECT * FROM refusal.plan_many(ARRAY[1])')$$, '42501', NULL, 'a supplier plans nothing');

-- One that is under way is routed anew.
SELECT pg_temp.scan(3, f) FROM unnest('{DEP,DEP,SC}'::text[]) AS f \g /dev/null
SELECT is((SELECT coalesce(p->>'error_code', 'from ' || (p->'legs'->0->>'from_facility')) FROM pg_temp.plan_many('warehouse', pg_temp.ids('{3}'),
           ', apply => true') AS p), 'from ' || pg_temp.code('SC'), 'from where it is');
SELECT is((SELECT count(*) FROM refusal.reservation p JOIN made m ON m.id = p.refusal_id AND m.n = 3), 1::bigint, 'and holds one place, not two');
SELECT is((SELECT array_agg(v.detail) FROM refusal.verify() v), NULL, 'the books balance');
SELECT * FROM finish();
ROLLBACK;
