-- Two shops, and the database roles of everyone who has a part in a refusal. A role sees and does what its
-- memberships say; nothing else was granted to it.

-- A lost parcel is searched for no time at all here, so that the demonstration need not wait for a month.
INSERT INTO refusal.shop (code, name, timezone, proof_policy, search_period) VALUES
    ('electra', 'Electra, electronics', 'Europe/Moscow',
     '{"kinds": ["photo"], "max_distance_m": 500, "max_age_minutes": 120}', '0'),
    ('moda', 'Moda, fashion', 'Europe/Moscow', NULL, '0');

CREATE ROLE demo_courier LOGIN;
CREATE ROLE demo_warehouse LOGIN;
CREATE ROLE demo_fulfilment LOGIN;
CREATE ROLE demo_supervisor LOGIN;
CREATE ROLE demo_supplier LOGIN;
CREATE ROLE demo_electra LOGIN;
CREATE ROLE demo_moda LOGIN;
CREATE ROLE demo_listener LOGIN;

-- The carrier's people serve every shop.
SELECT refusal.grant_membership('demo_courier', 'courier');
SELECT refusal.grant_membership('demo_warehouse', 'warehouse');
SELECT refusal.grant_membership('demo_fulfilment', 'fulfilment');
SELECT refusal.grant_membership('demo_supervisor', 'supervisor');
SELECT refusal.grant_membership('demo_supplier', 'supplier', supplier => supplier)
FROM unnest('{technoprom,uralbyt,ivtex}'::text[]) AS supplier;
-- Each shop's system is that shop and no other; the listener stands for a system that follows both.
SELECT refusal.grant_membership('demo_electra', 'shop', shop => 'electra');
SELECT refusal.grant_membership('demo_moda', 'shop', shop => 'moda');
SELECT refusal.grant_membership('demo_listener', 'shop', shop => shop) FROM unnest('{electra,moda}'::text[]) AS shop;
