-- Two more refusals at the door: parcels like those of the day, with numbers of their own.
SELECT max(n) + 1 AS first FROM demo.parcel \gset
CREATE TEMPORARY TABLE chosen AS
SELECT :first - 1 + (row_number() OVER ())::int AS n, number AS like_number
FROM (SELECT number FROM demo.parcel WHERE n <= 200 AND photo <> 'far' ORDER BY random() LIMIT 2) AS drawn;
INSERT INTO demo.parcel (n, number, shop, city, region, cod, reason, carrier, photo, line_count, partial, skus, refused,
    latitude, longitude, address, minutes_ago)
SELECT chosen.n, upper(left(shop, 1)) || '-' || to_char(1000 + chosen.n, 'FM0000'), shop, city, region, cod, reason, carrier,
       photo, line_count, partial, skus, refused, latitude, longitude, address,
       -floor(extract(epoch FROM now() - started) / 60)::int
FROM chosen JOIN demo.parcel ON number = like_number CROSS JOIN demo.clock;
INSERT INTO demo.line (number, line_no, sku, category, supplier, price, grams, quantity, is_refused)
SELECT parcel.number, line_no, sku, category, supplier, price, grams, quantity, is_refused
FROM chosen JOIN demo.parcel USING (n) JOIN demo.line ON line.number = like_number;

SET ROLE demo_electra;
CALL demo.write_parcels(:first);
SET ROLE demo_moda;
CALL demo.write_parcels(:first);
SET ROLE demo_courier;
SELECT demo.record(array_agg(number)) FROM demo.parcel WHERE n >= :first \g /dev/null
SELECT demo.tell(demo.of(number)) FROM demo.parcel WHERE n >= :first ORDER BY n;
RESET ROLE;
SELECT refusal.run_due() \g /dev/null
