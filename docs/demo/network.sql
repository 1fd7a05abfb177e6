-- The return network of a carrier, made from 62 cities: where parcels can be, and the ways between. Costs are in
-- roubles and are assumptions, each with a name; distances are great circles, lengthened to what roads make of them.

\set cities_with_sorting   12
\set road_neighbours        4
\set road_winding           1.25
\set road_speed_kmh        55
\set road_fee              22
\set road_fee_per_km        0.055
\set road_kg_fee_per_km     0.010
\set trunk_winding          1.15
\set trunk_speed_kmh       65
\set trunk_fee             14
\set trunk_fee_per_km       0.030
\set trunk_kg_fee_per_km    0.005
\set loading_hours          2
\set minimum_km             5

CREATE SCHEMA demo;
COMMENT ON SCHEMA demo IS 'The demonstration''s own: cities, sites, what will be refused; no part of pg_refusal';

CREATE TABLE demo.city (
    code text PRIMARY KEY, name_en text, name_ru text, region text, latitude float8, longitude float8,
    population_thousands int
);
\copy demo.city FROM 'cities.csv' WITH (FORMAT csv, HEADER)

CREATE FUNCTION demo.distance_km(lat1 float8, lon1 float8, lat2 float8, lon2 float8) RETURNS float8
LANGUAGE sql IMMUTABLE
RETURN 2 * 6371.0 * asin(least(1, sqrt(power(sind((lat2 - lat1) / 2), 2)
                                       + cosd(lat1) * cosd(lat2) * power(sind((lon2 - lon1) / 2), 2))));

-- The longest region that holds a city's names its time zone.
CREATE TABLE demo.region_zone (region text PRIMARY KEY, zone text NOT NULL);
INSERT INTO demo.region_zone VALUES
    ('central', 'Europe/Moscow'), ('northwest', 'Europe/Moscow'), ('northwest.kaliningrad', 'Europe/Kaliningrad'),
    ('south', 'Europe/Moscow'), ('south.volgograd', 'Europe/Volgograd'), ('north_caucasus', 'Europe/Moscow'),
    ('volga', 'Europe/Moscow'), ('volga.kirov', 'Europe/Kirov'), ('volga.saratov', 'Europe/Saratov'),
    ('volga.ulyanovsk', 'Europe/Ulyanovsk'), ('volga.samara', 'Europe/Samara'), ('volga.udmurtia', 'Europe/Samara'),
    ('volga.perm', 'Asia/Yekaterinburg'), ('volga.bashkortostan', 'Asia/Yekaterinburg'),
    ('volga.orenburg', 'Asia/Yekaterinburg'), ('ural', 'Asia/Yekaterinburg'),
    ('siberia', 'Asia/Krasnoyarsk'), ('siberia.omsk', 'Asia/Omsk'), ('siberia.novosibirsk', 'Asia/Novosibirsk'),
    ('siberia.altai_krai', 'Asia/Barnaul'), ('siberia.tomsk', 'Asia/Tomsk'),
    ('siberia.kemerovo', 'Asia/Novokuznetsk'), ('siberia.irkutsk', 'Asia/Irkutsk'),
    ('far_east', 'Asia/Vladivostok'), ('far_east.buryatia', 'Asia/Irkutsk'), ('far_east.zabaykalsky', 'Asia/Chita'),
    ('far_east.sakha', 'Asia/Yakutsk'), ('far_east.magadan', 'Asia/Magadan');

-- What a kind of place charges: assumptions too.
CREATE TABLE demo.tariff (
    kind text PRIMARY KEY, handling_cost numeric, sorting_cost numeric, storage_cost_per_day numeric,
    redelivery_cost numeric, handling_time interval, sorting_time interval
);
INSERT INTO demo.tariff VALUES
    ('depot',          18, 0, 15, 190, '1 hour',  '0'),
    ('sorting_center', 11, 9, 20,   0, '2 hours', '3 hours'),
    ('fulfilment',     32, 0,  8,   0, '4 hours', '0'),
    ('storage',        16, 0,  6,   0, '1 hour',  '0'),
    ('supplier',       10, 0,  0,   0, '1 hour',  '0'),
    ('pickup_point',   14, 0, 12,   0, '1 hour',  '0'),
    ('shop',           10, 0,  0,   0, '1 hour',  '0');

-- Every place: kind, city, and how many degrees it lies off the centre (fulfilment is built outside the city).
CREATE TABLE demo.site (
    code text PRIMARY KEY, name text, kind text, city text REFERENCES demo.city, north float8 DEFAULT 0,
    east float8 DEFAULT 0, supplier text, shop text REFERENCES refusal.shop (code)
);
INSERT INTO demo.site (code, name, kind, city)
SELECT 'DP-' || code, name_en || ' depot', 'depot', code FROM demo.city;

INSERT INTO demo.site (code, name, kind, city)
SELECT 'SC-' || code, name_en || ' sorting centre', 'sorting_center', code
FROM demo.city ORDER BY population_thousands DESC LIMIT :cities_with_sorting;

INSERT INTO demo.site (code, name, kind, city)
SELECT DISTINCT ON (split_part(region, '.', 1)) 'ST-' || code, name_en || ' storage point', 'storage', code
FROM demo.city ORDER BY split_part(region, '.', 1), population_thousands DESC;

INSERT INTO demo.site (code, name, kind, city, north, east, supplier, shop) VALUES
    ('FF-MOW', 'Moscow fulfilment centre', 'fulfilment', 'MOW', -0.31, 0.10, NULL, NULL),
    ('FF-LED', 'Saint Petersburg fulfilment centre', 'fulfilment', 'LED', -0.18, 0.25, NULL, NULL),
    ('FF-SVX', 'Yekaterinburg fulfilment centre', 'fulfilment', 'SVX', -0.10, 0.20, NULL, NULL),
    ('FF-OVB', 'Novosibirsk fulfilment centre', 'fulfilment', 'OVB', 0.05, -0.25, NULL, NULL),
    ('FF-TVE', 'Tver fulfilment centre', 'fulfilment', 'TVE', -0.05, 0.10, NULL, NULL),
    ('SU-TECHNOPROM', 'Technoprom, returns desk', 'supplier', 'MOW', 0.15, -0.20, 'technoprom', NULL),
    ('SU-URALBYT', 'Uralbyt works', 'supplier', 'CEK', 0.05, 0.10, 'uralbyt', NULL),
    ('SU-IVTEX', 'Ivtex mill', 'supplier', 'IVA', 0.03, 0.05, 'ivtex', NULL),
    ('PP-TYA', 'Tula pickup point', 'pickup_point', 'TYA', 0.01, 0.01, NULL, NULL),
    ('PP-MOW', 'Moscow pickup point', 'pickup_point', 'MOW', 0.02, 0.03, NULL, NULL),
    ('OF-ELECTRA', 'Electra, Moscow office', 'shop', 'MOW', -0.04, 0.06, NULL, 'electra'),
    ('OF-MODA', 'Moda, Saint Petersburg office', 'shop', 'LED', 0.02, 0.05, NULL, 'moda');

INSERT INTO refusal.facility (code, name, kind, shop_id, supplier, region, timezone, latitude, longitude, handling_cost,
    sorting_cost, storage_cost_per_day, redelivery_cost, handling_time, sorting_time)
SELECT site.code, site.name, site.kind, shop.shop_id, site.supplier, city.region, zone.zone,
       city.latitude + site.north, city.longitude + site.east, tariff.handling_cost, tariff.sorting_cost, tariff.storage_cost_per_day,
       tariff.redelivery_cost, tariff.handling_time, tariff.sorting_time
FROM demo.site
JOIN demo.city ON city.code = site.city
JOIN demo.tariff USING (kind)
LEFT JOIN refusal.shop ON shop.code = site.shop
CROSS JOIN LATERAL (
    SELECT region_zone.zone FROM demo.region_zone
    WHERE city.region || '.' LIKE region_zone.region || '.%'
    ORDER BY length(region_zone.region) DESC LIMIT 1
) AS zone;

-- The ways, each in both directions: depots to their nearest neighbours and to the nearest sorting centre, every
-- other place to its city's depot and the nearest sorting centre, by road; sorting centres to each other by trunk.
CREATE VIEW demo.pair AS
SELECT a.facility_id AS from_id, b.facility_id AS to_id, a.kind AS from_kind, b.kind AS to_kind,
       demo.distance_km(a.latitude, a.longitude, b.latitude, b.longitude) AS km,
       sa.city = sb.city AS same_city
FROM refusal.facility AS a JOIN demo.site AS sa ON sa.code = a.code
CROSS JOIN refusal.facility AS b JOIN demo.site AS sb ON sb.code = b.code
WHERE a.facility_id <> b.facility_id;

CREATE TABLE demo.way AS
WITH road AS (
    SELECT from_id, to_id FROM (
        SELECT pair.*, row_number() OVER (PARTITION BY from_id ORDER BY km, to_id) AS nearness
        FROM demo.pair WHERE from_kind = 'depot' AND to_kind = 'depot') AS depots
    WHERE nearness <= :road_neighbours
    UNION
    SELECT from_id, to_id FROM (
        SELECT pair.*, row_number() OVER (PARTITION BY from_id ORDER BY km, to_id) AS nearness
        FROM demo.pair WHERE from_kind <> 'sorting_center' AND to_kind = 'sorting_center') AS hubs
    WHERE nearness = 1
    UNION
    SELECT from_id, to_id FROM demo.pair WHERE from_kind <> 'depot' AND to_kind = 'depot' AND same_city
), trunk AS (
    SELECT from_id, to_id FROM demo.pair WHERE from_kind = 'sorting_center' AND to_kind = 'sorting_center'
), way AS (
    SELECT 'road' AS sort, from_id, to_id FROM road
    UNION SELECT 'road', to_id, from_id FROM road
    UNION SELECT 'trunk', from_id, to_id FROM trunk
)
SELECT way.sort, from_id, to_id, greatest(pair.km, :minimum_km) AS km FROM way JOIN demo.pair USING (from_id, to_id);

INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, cost_per_kg, transit_time)
SELECT from_id, to_id, round((:road_fee + km * :road_winding * :road_fee_per_km)::numeric, 2),
       round((km * :road_winding * :road_kg_fee_per_km)::numeric, 2),
       date_trunc('minute', make_interval(hours => :loading_hours, secs => km * :road_winding / :road_speed_kmh * 3600))
FROM demo.way WHERE sort = 'road'
UNION ALL
SELECT from_id, to_id, round((:trunk_fee + km * :trunk_winding * :trunk_fee_per_km)::numeric, 2),
       round((km * :trunk_winding * :trunk_kg_fee_per_km)::numeric, 2),
       date_trunc('minute', make_interval(hours => :loading_hours, secs => km * :trunk_winding / :trunk_speed_kmh * 3600))
FROM demo.way WHERE sort = 'trunk'
ORDER BY 1, 2;

SELECT format('%s places in %s cities: %s', sum(n), (SELECT count(*) FROM demo.city),
              string_agg(format('%s %s', n, replace(kind, '_', ' ')), ', ' ORDER BY n DESC)) AS "The network"
FROM (SELECT kind, count(*) AS n FROM refusal.facility GROUP BY kind) AS kinds
UNION ALL
SELECT format('%s ways between them, %s by trunk between sorting centres', count(*), count(*) FILTER (WHERE sort = 'trunk'))
FROM demo.way;
