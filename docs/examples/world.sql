-- world.sql: what the examples of the documentation play in. Two shops, a small return network, a role for everyone
-- who has a part in a refusal, parcels to refuse, and one shop's rules. For an empty database.
CREATE EXTENSION pg_refusal CASCADE;

INSERT INTO refusal.shop (code, name) VALUES ('acme', 'Acme'), ('nord', 'Nord');

INSERT INTO refusal.facility (code, name, kind, shop_id, supplier, region, handling_cost, sorting_cost,
    storage_cost_per_day, redelivery_cost, handling_time, sorting_time)
SELECT f.code, f.name, f.kind, s.shop_id, f.supplier, f.region, f.handling, f.sorting, f.storage, f.redelivery,
       f.handling_time::interval, f.sorting_time::interval
FROM (VALUES
    (1, 'DEPOT',  'Moscow depot',           'depot',          NULL,   NULL,    'central.moscow', 5, 0, 12, 150, '0', '0'),
    (2, 'SORT',   'Moscow sorting centre',  'sorting_center', NULL,   NULL,    'central.moscow', 3, 7, 12, 0, '30 min', '1 hour'),
    (3, 'TVER',   'Tver fulfilment',        'fulfilment',     NULL,   NULL,    'central.tver',  10, 0,  4, 0, '0', '0'),
    (4, 'SPB',    'Petersburg fulfilment',  'fulfilment',     NULL,   NULL,    'northwest',      9, 0,  4, 0, '0', '0'),
    (5, 'STORE',  'Moscow storage',         'storage',        NULL,   NULL,    'central.moscow', 4, 0,  2, 0, '0', '0'),
    (6, 'LUMEN',  'Lumen, returns desk',    'supplier',       NULL,   'lumen', 'central.moscow', 2, 0,  0, 0, '0', '0'),
    (7, 'OFFICE', 'Acme, office',           'shop',           'acme', NULL,    'central.moscow', 0, 0,  0, 0, '0', '0')
) AS f (n, code, name, kind, shop, supplier, region, handling, sorting, storage, redelivery, handling_time, sorting_time)
LEFT JOIN refusal.shop s ON s.code = f.shop
ORDER BY f.n;

INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, cost_per_kg, transit_time)
SELECT a.facility_id, b.facility_id, l.per_parcel, l.per_kg, l.transit::interval
FROM (VALUES
    ('DEPOT', 'SORT',   40, 4, '2 hours'),  ('SORT',  'DEPOT', 40, 4, '2 hours'),
    ('DEPOT', 'STORE',  25, 1, '1 hour'),   ('STORE', 'SORT',  25, 1, '1 hour'),
    ('SORT',  'STORE',  25, 1, '1 hour'),   ('STORE', 'DEPOT', 25, 1, '1 hour'),
    ('SORT',  'TVER',   50, 5, '5 hours'),  ('SORT',  'SPB',   90, 8, '11 hours'),
    ('SORT',  'LUMEN',  30, 3, '4 hours'),  ('TVER',  'LUMEN', 60, 5, '6 hours'),
    ('SORT',  'OFFICE', 20, 2, '2 hours')
) AS l (from_code, to_code, per_parcel, per_kg, transit)
JOIN refusal.facility a ON a.code = l.from_code
JOIN refusal.facility b ON b.code = l.to_code;

-- Roles belong to the cluster: another database may have brought them already.
SELECT format('CREATE ROLE %I', name)
FROM unnest('{acme_oms,nord_oms,courier,warehouse,fulfilment,supervisor,lumen}'::text[]) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
\o /dev/null
SELECT refusal.grant_membership('acme_oms', 'shop', shop => 'acme');
SELECT refusal.grant_membership('nord_oms', 'shop', shop => 'nord');
SELECT refusal.grant_membership(name, name) FROM unnest('{courier,warehouse,fulfilment,supervisor}'::text[]) AS name;
SELECT refusal.grant_membership('lumen', 'supplier', supplier => 'lumen');
\o

-- A-1 to A-10 are paid for, A-11 to A-20 are cash on delivery; A-20 is dear.
INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, cod_amount, region, courier, depot_id)
SELECT s.shop_id, 'A-' || n, 1500, CASE n WHEN 20 THEN 90000 ELSE 9000 END, CASE WHEN n > 10 THEN 9000 ELSE 0 END,
       'central.moscow', 'ivan', d.facility_id
FROM generate_series(1, 20) AS n, refusal.shop s, refusal.facility d
WHERE s.code = 'acme' AND d.code = 'DEPOT'
UNION ALL
SELECT s.shop_id, 'N-' || n, 800, 3000, 0, 'northwest', 'olga', d.facility_id
FROM generate_series(1, 3) AS n, refusal.shop s, refusal.facility d
WHERE s.code = 'nord' AND d.code = 'DEPOT';

INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price, category, supplier)
SELECT p.parcel_id, l.line_no, l.sku, l.quantity, l.price, l.category, l.supplier
FROM refusal.parcel p, (VALUES
    (1, 'KETTLE', 2, 2500, 'home.kitchen', 'lumen'),
    (2, 'PHONE', 1, 4000, 'electronics.phones', NULL)
) AS l (line_no, sku, quantity, price, category, supplier);

-- Acme's rules; Nord has none, and is asked about everything.
INSERT INTO refusal.scenario (shop_id, version) SELECT shop_id, 1 FROM refusal.shop WHERE code = 'acme';
INSERT INTO refusal.rule (scenario_id, rank, name, reason, outcome, value, action, destinations, destination_kind,
    needs_sorting, hold_for, decide_within, default_action, attempt_cap, value_loss_rate)
VALUES
    (1, NULL, 'everything else',        NULL, NULL, NULL, 'return', '{TVER,SPB}', NULL, true, NULL, NULL, NULL, NULL, 0.001),
    (1, 30,   'too late: ask',          'refused.late', NULL, NULL, 'ask_shop', '{TVER}', NULL, true, NULL, '4 hours', 'return', NULL, 0),
    (1, 20,   'not reached: try again', 'undeliverable.no_contact', NULL, NULL, 'redeliver', '{TVER}', NULL, false, NULL, NULL, 'return', 2, 0),
    (1, 10,   'dear: wait',             NULL, NULL, '[50000,)', 'hold', '{TVER}', NULL, true, '2 days', NULL, 'return', NULL, 0),
    (1, 5,    'a defect: its supplier', 'refused.contents.quality', 'partial', NULL, 'return', NULL, 'supplier', false, NULL, NULL, 'ask_shop', NULL, 0);
\o /dev/null
SELECT refusal.activate_scenario(1);
\o
