-- Fulfilment: count, grade line by line, repack, place, close. Two deliveries are not what they should be.

-- What the people at the bench find, by why it was refused.
CREATE VIEW demo.bench WITH (security_invoker) AS
SELECT r.refusal_id, line.line_no,
       CASE WHEN story.number = 'M-001' AND parcel_line.sku = 'DRESS' THEN 'reship'
            WHEN story.number = 'M-007' THEN 'to_supplier'
            WHEN r.reason LIKE '%damaged%' THEN 'dispose'
            WHEN r.reason LIKE '%quality' THEN 'repair'
            WHEN r.reason LIKE 'refused.contents%' THEN 'quarantine'
            WHEN r.reason = 'refused.not_suitable' THEN 'repack_restock'
            ELSE 'restock' END AS disposition
FROM refusal.refusal AS r
JOIN refusal.parcel USING (parcel_id)
JOIN refusal.line ON line.refusal_id = r.refusal_id AND line.received > 0
JOIN refusal.parcel_line ON parcel_line.parcel_id = r.parcel_id AND parcel_line.line_no = line.line_no
LEFT JOIN demo.story ON story.number = parcel.number;
GRANT SELECT ON demo.bench TO PUBLIC;

-- A dress goes out again at once, in a new parcel.
SET ROLE demo_moda;
INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value)
SELECT shop_id, 'M-001-R', 950, 4990 FROM refusal.shop WHERE code = 'moda';

SET ROLE demo_fulfilment;
\o /dev/null
SELECT refusal.receive(demo.of('M-006'), (
    SELECT jsonb_agg(jsonb_build_object('line_no', line_no, 'received', CASE line_no WHEN 1 THEN 0 ELSE refused END))
    FROM refusal.line WHERE refusal_id = demo.of('M-006')));
SELECT refusal.fire(demo.of('M-006'), 'declare_short', '{"reason": "the seal was broken"}');
SELECT refusal.receive(demo.of('M-005'), (
    SELECT jsonb_agg(jsonb_build_object('line_no', line_no, 'received', refused, 'damaged', 1))
    FROM refusal.line WHERE refusal_id = demo.of('M-005') AND refused > 0));
\o
SELECT pg_sleep(0.3) \g /dev/null

\ir trolleys.sql

-- What the bench found out is the supplier's fault goes on to him, with a document.
\o /dev/null
SELECT demo.of('M-007') AS faulty \gset
SELECT refusal.fire(:faulty, 'ship_to_supplier', '{"document": "RETURN-2042"}');
SET ROLE demo_supplier;
SELECT refusal.fire(:faulty, 'accept_return');
\o
RESET ROLE;
SELECT format('  %s units: %s', sum(quantity),
              string_agg(format('%s %s', quantity, replace(disposition, '_', ' ')), ', ' ORDER BY quantity DESC))
FROM (SELECT disposition, sum(quantity) AS quantity FROM refusal.line_result GROUP BY disposition) AS r;
SELECT demo.tell_of('{M-001,M-006,M-007}');
