-- Parcels F-0 to F-N of acme, one unit each, to be refused. Variable: parcels.
INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, courier, depot_id)
SELECT s.shop_id, 'F-' || n, 1000, 500, 'ivan', d.facility_id
FROM generate_series(0, :parcels) AS n, refusal.shop s, refusal.facility d WHERE s.code = 'acme' AND d.code = 'DEPOT';
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price)
SELECT parcel_id, 1, 'LAMP', 1, 500 FROM refusal.parcel WHERE number LIKE 'F-%';
-- What a consumer of the ledger does for an event.
CREATE TABLE effect (consumer text, event_id bigint);
GRANT INSERT ON effect TO supervisor;
