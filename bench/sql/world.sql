-- A world to measure in, made in an empty database. Variables: shops, facilities, rules (each shop's), action (what
-- every rule decides), parcels. Ids are 1, 2, 3 … in the order of insertion, so clients can compute them.
\set hubs 10
\set couriers 200
CREATE EXTENSION pg_refusal CASCADE;

-- Roles belong to the cluster: the world before this one may have made them.
SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest('{bench_client,bench_listener}'::text[]) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

INSERT INTO refusal.shop (code, name) SELECT 'S-' || n, 'Shop ' || n FROM generate_series(1, :shops) AS n;

-- Every so many-th place is a fulfilment centre, where parcels go; the others are depots, where they are.
INSERT INTO refusal.facility (code, name, kind, handling_cost, storage_cost_per_day, redelivery_cost, handling_time)
SELECT 'F-' || n, 'Facility ' || n, CASE WHEN n % (:facilities / :hubs) = 0 THEN 'fulfilment' ELSE 'depot' END,
       1 + n * 7 % 10, 12, 150, '1 hour'
FROM generate_series(1, :facilities) AS n;

-- A grid wound around a ball: each place to its four neighbours, and by one long lane to somewhere. No timetables.
INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, cost_per_kg, transit_time)
SELECT n + 1, to_n + 1, 20 + abs(hashint8(n * 5 + direction)) % 80, 1 + abs(hashint8(n * 5 + direction + 13)) % 9,
       make_interval(hours => 1 + abs(hashint8(n * 5 + direction + 29)) % 12)
FROM generate_series(0, :facilities - 1) AS n
CROSS JOIN LATERAL (SELECT floor(sqrt(:facilities))::int AS width) AS grid
CROSS JOIN LATERAL (VALUES
    (0, (n + 1) % :facilities), (1, (n + :facilities - 1) % :facilities),
    (2, (n + width) % :facilities), (3, (n + :facilities - width) % :facilities),
    (4, (n + 2 + abs(hashint8(n + 31)) % (:facilities - 3)) % :facilities)) AS way (direction, to_n);

-- The first rule takes whatever the others leave; those look at a field or two each, as rules do.
CREATE FUNCTION public.write_rules(scenario integer, rules integer, places integer, action text) RETURNS void
LANGUAGE sql BEGIN ATOMIC
    INSERT INTO refusal.rule (scenario_id, name, rank, category, region, supplier, courier, value, weight, action,
        destinations, value_loss_rate)
    SELECT scenario, 'rule ' || r, CASE WHEN r > 1 THEN r END,
           CASE WHEN r > 1 AND r % 4 = 0 THEN 'goods.c' || r / 4 END,
           CASE WHEN r > 1 AND r % 4 = 1 THEN 'land.r' || r / 4 END,
           CASE WHEN r > 1 AND r % 4 = 2 THEN 'supplier-' || r / 4 END,
           CASE WHEN r > 1 AND r % 4 = 3 THEN 'courier-' || r / 4 END,
           CASE WHEN r > 1 AND r % 3 = 0 THEN numrange(r * 100, r * 100 + 5000) END,
           CASE WHEN r > 1 AND r % 5 = 0 THEN int4range(r * 10, r * 10 + 2000) END, write_rules.action,
           ARRAY(SELECT 'F-' || ((r + k * 3) % 10 + 1) * (places / 10) FROM generate_series(0, 2) AS k),
           CASE WHEN r % 2 = 0 THEN 0.001 ELSE 0 END
    FROM generate_series(1, rules) AS r ORDER BY r;
    SELECT refusal.activate_scenario(scenario);
END;
INSERT INTO refusal.scenario (shop_id, version) SELECT shop_id, 1 FROM refusal.shop ORDER BY shop_id;
SELECT public.write_rules(scenario_id, :rules, :facilities, :'action') FROM refusal.scenario \g /dev/null

-- Parcel n is shop n % shops + 1's. The foreign keys hold by construction: replica saves their triggers' time.
SET session_replication_role = replica;
INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, category, supplier, region, courier, depot_id)
SELECT 1 + n % :shops, 'P-' || n, 500 + abs(hashint8(n)) % 20 * 500, 500 + abs(hashint8(n + 7)) % 20000,
       'goods.c' || abs(hashint8(n + 11)) % 100, 'supplier-' || abs(hashint8(n + 17)) % 100,
       'land.r' || abs(hashint8(n + 19)) % 100, 'courier-' || n % :couriers,
       1 + (n % :hubs) * (:facilities / :hubs) + abs(hashint8(n + 23)) % (:facilities / :hubs - 1)
FROM generate_series(1, :parcels) AS n;
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price, category)
SELECT parcel_id, line_no, 'SKU-' || parcel_id % 1000 || '-' || line_no, line_no, declared_value / 3, category
FROM refusal.parcel CROSS JOIN generate_series(1, 2) AS line_no ORDER BY parcel_id, line_no;
RESET session_replication_role;

-- An ordinary role, subject to row security: the application of couriers and shops.
SELECT refusal.grant_membership('bench_client', actor) FROM unnest('{courier,shop}'::text[]) AS actor \g /dev/null
VACUUM ANALYZE;
