-- A rule's conditions as the tables hold them are the conditions that decide: bounds, infinities, days.
BEGIN;
SELECT plan(5);

INSERT INTO refusal.shop (code, name, timezone) VALUES ('cn-shop', 'Shop', 'Europe/Moscow');
INSERT INTO refusal.facility (code, name, kind) VALUES ('cn-depot', 'Depot', 'depot');
CREATE ROLE cn_courier;
SELECT refusal.grant_membership('cn_courier', 'courier', 'cn-shop') IS NOT NULL AS granted \gset

-- Activates one rule that holds under these conditions, beside a catch-all that asks.
CREATE FUNCTION pg_temp.hold_when(value numrange DEFAULT NULL, weight int4range DEFAULT NULL,
                                  weekdays integer[] DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    shop integer := (SELECT s.shop_id FROM refusal.shop s WHERE s.code = 'cn-shop');
    draft integer;
BEGIN
    INSERT INTO refusal.scenario (shop_id, version)
    SELECT shop, 1 + count(*) FROM refusal.scenario s WHERE s.shop_id = shop RETURNING scenario_id INTO draft;
    INSERT INTO refusal.rule (scenario_id, name, action) VALUES (draft, 'otherwise', 'ask_shop');
    INSERT INTO refusal.rule (scenario_id, name, action, value, weight, weekdays)
    VALUES (draft, 'then', 'hold', hold_when.value, hold_when.weight, hold_when.weekdays);
    PERFORM refusal.activate_scenario(draft);
END
$$;
-- What is decided for a parcel of its own.
CREATE FUNCTION pg_temp.held(value numeric, grams integer DEFAULT 1, occurred_at timestamptz DEFAULT NULL)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    number text := 'cn-' || gen_random_uuid();
    parcel bigint;
    taken text;
BEGIN
    INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, depot_id)
    SELECT s.shop_id, number, grams, held.value, f.facility_id
    FROM refusal.shop s, refusal.facility f WHERE s.code = 'cn-shop' AND f.code = 'cn-depot'
    RETURNING parcel_id INTO parcel;
    INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity) VALUES (parcel, 1, 'sku', 1);
    SET LOCAL ROLE cn_courier;
    SELECT r.action INTO taken
    FROM refusal.record('cn-shop', number, 'refused', gen_random_uuid(), occurred_at => held.occurred_at) r;
    RESET ROLE;
    RETURN taken = 'hold';
END
$$;

SELECT pg_temp.hold_when(value => '(100,200]');
SELECT is((SELECT array_agg(pg_temp.held(v) ORDER BY v) FROM unnest('{100.00,100.01,200.00,200.01}'::numeric[]) v),
          '{f,t,t,f}', 'bounds of value are exclusive and inclusive as they are written');
SELECT pg_temp.hold_when(value => '[100.001,200.001)');
SELECT is((SELECT array_agg(pg_temp.held(v) ORDER BY v) FROM unnest('{100.00,100.01,200.00,200.01}'::numeric[]) v),
          '{f,t,t,f}', 'a bound between two kopecks parts them');
SELECT pg_temp.hold_when(value => '[100,Infinity)');
SELECT is((SELECT array_agg(pg_temp.held(v) ORDER BY v) FROM unnest('{99.99,100.00,999999999999.99}'::numeric[]) v),
          '{f,t,t}', 'infinity is no bound');
SELECT pg_temp.hold_when(weight => '(1000,2000]');
SELECT is((SELECT array_agg(pg_temp.held(0, g) ORDER BY g) FROM unnest('{1000,1001,2000,2001}'::integer[]) g),
          '{f,t,t,f}', 'bounds of weight too');
-- 2026-03-01 is a Sunday.
SELECT pg_temp.hold_when(weekdays => '{1,7}');
SELECT is((SELECT array_agg(pg_temp.held(0, 1, t) ORDER BY t)
           FROM unnest('{2026-02-28 20:00+00,2026-02-28 22:00+00,2026-03-02 20:00+00,2026-03-02 22:00+00}'::timestamptz[]) t),
          '{f,t,t,f}', 'days of the week are the shop''s own');

SELECT * FROM finish();
ROLLBACK;
