-- A parcel that was refused, and its lines, stay as they were shipped; what was never refused is the shop's to change.
BEGIN;
SELECT plan(11);
\set p kept
\ir fixture/world.inc

CREATE TEMPORARY TABLE refused AS SELECT (pg_temp.record(1)->>'parcel_id')::bigint AS parcel_id;
CREATE TEMPORARY TABLE other AS
SELECT parcel_id FROM refusal.parcel WHERE number = 'P-2' AND shop_id = (
    SELECT shop_id FROM refusal.parcel JOIN refused USING (parcel_id));
GRANT SELECT ON refused, other TO PUBLIC;

SELECT throws_ok('DELETE FROM refusal.parcel WHERE parcel_id = (SELECT parcel_id FROM refused)', '23001',
                 format('parcel %s is kept as it is', parcel_id), 'a refused parcel cannot be deleted') FROM refused;
SELECT throws_ok('UPDATE refusal.parcel SET parcel_id = -1 WHERE parcel_id = (SELECT parcel_id FROM refused)', '23001', NULL,
                 'nor be another');
SELECT throws_ok('DELETE FROM refusal.parcel_line WHERE parcel_id = (SELECT parcel_id FROM refused)', '23001', NULL,
                 'its lines cannot be deleted');
SELECT throws_ok('UPDATE refusal.parcel_line SET quantity = 99 WHERE parcel_id = (SELECT parcel_id FROM refused)', '23001', NULL,
                 'nor hold other quantities');
SELECT throws_ok('UPDATE refusal.parcel_line SET line_no = line_no + 50 WHERE parcel_id = (SELECT parcel_id FROM refused)', '23001',
                 NULL, 'nor other numbers');
SELECT lives_ok('UPDATE refusal.parcel_line SET unit_price = 7 WHERE parcel_id = (SELECT parcel_id FROM refused)',
                'their prices may be corrected');
SELECT throws_ok('TRUNCATE refusal.parcel_line', '23001', NULL, 'lines cannot be truncated');
SELECT throws_ok('TRUNCATE refusal.parcel CASCADE', '23001', NULL, 'nor parcels');

SELECT set_config('role', pg_temp.role('shop'), true) AS role \gset set_
SELECT throws_ok('UPDATE refusal.parcel_line SET quantity = 99 WHERE parcel_id = (SELECT parcel_id FROM refused)', '23001', NULL,
                 'for the shop neither');
SELECT lives_ok('UPDATE refusal.parcel_line SET quantity = 99 WHERE parcel_id = (SELECT parcel_id FROM other)',
                'a parcel that was not refused is the shop''s to change');
RESET ROLE;
SELECT lives_ok('WITH gone AS (DELETE FROM refusal.parcel_line WHERE parcel_id = (SELECT parcel_id FROM other))
                 DELETE FROM refusal.parcel WHERE parcel_id = (SELECT parcel_id FROM other)', 'and can be deleted');
SELECT * FROM finish();
ROLLBACK;
