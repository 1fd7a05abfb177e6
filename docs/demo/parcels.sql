-- 200 parcels that will be refused. 26 are told one by one (stories.csv); the rest are drawn with a fixed seed, and
-- every share below is an assumption: there is no public count of refusals by payment, reason or part.

\set electra_parcels        110
\set moda_parcels            90
\set cash_share             0.55
\set partial_share          0.35
\set one_line_share         0.45
\set two_lines_share        0.30
\set three_lines_share      0.15
\set second_unit_share      0.20
\set good_photo_share       0.94

CREATE TABLE demo.story (
    number text PRIMARY KEY, city text, skus text[], cod boolean, refused text[], carrier text, reason text,
    photo text, tale text
);
\copy demo.story FROM 'stories.csv' WITH (FORMAT csv, HEADER)

CREATE TABLE demo.item (
    shop text, sku text PRIMARY KEY, category text, supplier text, price numeric, grams int
);
INSERT INTO demo.item VALUES
    ('electra', 'PHONE-PRO', 'electronics.phones', 'technoprom', 89990, 480),
    ('electra', 'PHONE-LITE', 'electronics.phones', 'technoprom', 18990, 420),
    ('electra', 'LAPTOP', 'electronics.computers.laptops', 'technoprom', 64990, 2900),
    ('electra', 'TABLET', 'electronics.computers.tablets', NULL, 27990, 900),
    ('electra', 'HEADPHONES', 'electronics.audio', NULL, 7990, 600),
    ('electra', 'SPEAKER', 'electronics.audio', NULL, 5490, 1400),
    ('electra', 'CABLE', 'electronics.accessories', NULL, 690, 120),
    ('electra', 'CHARGER', 'electronics.accessories', NULL, 1290, 240),
    ('electra', 'KETTLE', 'home.kitchen', 'uralbyt', 3990, 1800),
    ('electra', 'VACUUM', 'home.cleaning', 'uralbyt', 14990, 5200),
    ('moda', 'DRESS', 'fashion.dresses', 'ivtex', 4990, 700),
    ('moda', 'DRESS-KIDS', 'fashion.kids', 'ivtex', 2190, 400),
    ('moda', 'SHIRT', 'fashion.shirts', 'ivtex', 2890, 350),
    ('moda', 'COAT', 'fashion.outerwear', NULL, 24990, 2300),
    ('moda', 'JACKET', 'fashion.outerwear', NULL, 11990, 1600),
    ('moda', 'BOOTS', 'fashion.shoes', NULL, 9490, 1500),
    ('moda', 'SNEAKERS', 'fashion.shoes', NULL, 6990, 1100),
    ('moda', 'BAG', 'fashion.accessories', NULL, 5990, 900),
    ('moda', 'SCARF', 'fashion.accessories', NULL, 1490, 200);

-- Reasons a courier picks in our own words, and codes that two carriers send. `weight` is a share in parts.
CREATE TABLE demo.reason_share (
    shop text, carrier text, reason text, weight int, UNIQUE NULLS NOT DISTINCT (shop, carrier, reason)
);
INSERT INTO demo.reason_share VALUES
    (NULL, NULL, 'refused.changed_mind', 15), (NULL, NULL, 'refused.no_reason', 8),
    (NULL, NULL, 'refused.bought_elsewhere', 7), (NULL, NULL, 'refused.late', 6),
    (NULL, NULL, 'refused.payment.no_money', 7), (NULL, NULL, 'refused.contents.quality', 6),
    (NULL, NULL, 'undeliverable.no_contact', 8), (NULL, NULL, 'undeliverable.moved', 2),
    ('electra', NULL, 'refused.data_error', 4), ('moda', NULL, 'refused.not_suitable', 18),
    (NULL, 'cdek', '17', 5), (NULL, 'cdek', '11', 3), (NULL, 'cdek', '19', 3), (NULL, 'cdek', '21', 3),
    (NULL, 'cdek', '2', 3), (NULL, 'cdek', '14', 2), (NULL, 'cdek', '8', 2), (NULL, 'cdek', '26', 1),
    (NULL, 'russian_post', '3/1', 5), (NULL, 'russian_post', '3/4', 3), (NULL, 'russian_post', '3/10', 2),
    (NULL, 'russian_post', '3/11', 2);

-- One row a parcel, in one pass, so that the draws come in a fixed order.
SELECT setseed(0.1991) \g /dev/null
CREATE TABLE demo.draw AS
SELECT n, CASE WHEN n <= :electra_parcels THEN 'electra' ELSE 'moda' END AS shop,
       CASE WHEN n <= :electra_parcels THEN format('E-%s', to_char(n, 'FM000'))
            ELSE format('M-%s', to_char(n - :electra_parcels, 'FM000')) END AS number,
       random() AS city, random() AS lines, random() AS cash, random() AS reason, random() AS partial,
       random() AS photo, random() AS north, random() AS east, random() AS minutes
FROM generate_series(1, :electra_parcels + :moda_parcels) AS n;

-- What a share of a whole falls on.
CREATE VIEW demo.city_span AS
SELECT code, sum(population_thousands) OVER w / sum(population_thousands) OVER ()::float8 AS upto
FROM demo.city WINDOW w AS (ORDER BY code COLLATE "C");
CREATE VIEW demo.reason_span AS
SELECT shop.code AS shop, carrier, reason,
       sum(weight) OVER w / sum(weight) OVER (PARTITION BY shop.code)::float8 AS upto
FROM demo.reason_share JOIN refusal.shop ON shop.code = coalesce(reason_share.shop, shop.code)
WINDOW w AS (PARTITION BY shop.code ORDER BY carrier COLLATE "C", reason COLLATE "C");

CREATE TABLE demo.parcel AS
SELECT draw.n, draw.number, draw.shop, city.code AS city, city.region, coalesce(story.cod, draw.cash < :cash_share) AS cod,
       coalesce(story.reason, span.reason) AS reason,
       CASE WHEN story.number IS NULL THEN span.carrier ELSE story.carrier END AS carrier,
       coalesce(story.photo, CASE WHEN draw.photo < :good_photo_share THEN 'near' ELSE 'none' END) AS photo,
       CASE WHEN draw.lines < :one_line_share THEN 1
            WHEN draw.lines < :one_line_share + :two_lines_share THEN 2
            WHEN draw.lines < :one_line_share + :two_lines_share + :three_lines_share THEN 3 ELSE 4 END AS line_count,
       draw.partial < :partial_share AS partial, story.skus, story.refused, story.tale,
       city.latitude + (draw.north - 0.5) / 8 AS latitude, city.longitude + (draw.east - 0.5) / 5 AS longitude,
       format('%s, Primernaya street, %s', city.name_en, 1 + draw.n % 90) AS address,
       1 + floor(draw.minutes * 8)::int AS minutes_ago
FROM demo.draw
LEFT JOIN demo.story USING (number)
CROSS JOIN LATERAL (
    SELECT code FROM demo.city_span WHERE draw.city <= upto ORDER BY upto LIMIT 1) AS drawn
JOIN demo.city ON city.code = coalesce(story.city, drawn.code)
CROSS JOIN LATERAL (
    SELECT carrier, reason FROM demo.reason_span
    WHERE reason_span.shop = draw.shop AND draw.reason <= upto ORDER BY upto LIMIT 1) AS span;

-- Which items: the story's, else as many as were drawn, in an order that the hash of number and sku gives.
CREATE TABLE demo.line AS
SELECT number, (row_number() OVER (PARTITION BY number ORDER BY md5(number || sku)))::int AS line_no, sku,
       category, supplier, price, grams,
       CASE WHEN skus IS NULL AND price < 20000 AND get_byte(sha256(convert_to(number || sku, 'UTF8')), 0)
                 < 256 * :second_unit_share
            THEN 2 ELSE 1 END AS quantity,
       coalesce(sku = ANY (refused), NOT (parcel.partial AND line_count > 1 AND skus IS NULL
                                          AND starts_with(reason, 'refused') AND nth = 1)) AS is_refused
FROM demo.parcel CROSS JOIN LATERAL (
    SELECT item.*, row_number() OVER (ORDER BY md5(number || sku)) AS nth
    FROM demo.item WHERE item.shop = parcel.shop AND sku = ANY (coalesce(parcel.skus, ARRAY[sku]))) AS item
WHERE nth <= coalesce(cardinality(skus), line_count);

-- Each shop writes its own parcels, from the first of these on; the packing weighs 250 g. Names, addresses and
-- coordinates are in `recipient` and nowhere else.
CREATE PROCEDURE demo.write_parcels(first int DEFAULT 1) LANGUAGE sql AS $$
    INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, cod_amount, category, supplier, region,
        courier, depot_id, recipient, shipped_at)
    SELECT shop.shop_id, number, goods.grams, goods.value, CASE WHEN cod THEN goods.value ELSE 0 END, goods.category,
           goods.supplier, parcel.region, 'courier-' || lower(city), depot.facility_id,
           jsonb_build_object('name', 'Recipient ' || number, 'phone', '+7 000 000-00-' || to_char(n % 100, 'FM00'),
                              'address', address, 'latitude', parcel.latitude, 'longitude', parcel.longitude),
           now() - interval '3 days'
    FROM demo.parcel
    JOIN refusal.shop ON shop.code = parcel.shop
    JOIN refusal.facility AS depot ON depot.code = 'DP-' || city
    CROSS JOIN LATERAL (
        SELECT sum(grams * quantity)::int + 250 AS grams, sum(price * quantity) AS value,
               (array_agg(category ORDER BY price DESC))[1] AS category,
               CASE WHEN count(DISTINCT supplier) = 1 AND count(supplier) = count(*) THEN min(supplier) END AS supplier
        FROM demo.line WHERE line.number = parcel.number) AS goods
    WHERE n >= first
    ORDER BY n;
    INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price, category, supplier)
    SELECT parcel_id, line_no, sku, quantity, price, line.category, line.supplier
    FROM demo.line JOIN demo.parcel AS drawn USING (number) JOIN refusal.parcel USING (number)
    WHERE n >= first
    ORDER BY 1, 2;
$$;
SET ROLE demo_electra;
CALL demo.write_parcels();
SET ROLE demo_moda;
CALL demo.write_parcels();
RESET ROLE;

SELECT shop.name AS "Shop", count(*) AS "Parcels", count(*) FILTER (WHERE cod_amount > 0) AS "on cash",
       sum(lines) AS "lines", to_char(sum(declared_value), 'FM999,999,999') AS "worth, roubles"
FROM refusal.parcel JOIN refusal.shop USING (shop_id)
CROSS JOIN LATERAL (SELECT count(*) AS lines FROM refusal.parcel_line AS l WHERE l.parcel_id = parcel.parcel_id) AS l
GROUP BY shop.name ORDER BY shop.name;
