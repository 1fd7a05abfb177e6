-- A hundred ways to one of the ten places where parcels go. The transaction's own cost is the hundredth part of one.
\set seed random(1, 1000000)
SELECT sum(plan.cost) FROM generate_series(1, 100) AS k
CROSS JOIN LATERAL public.pair(:seed + k * 7919) AS p
CROSS JOIN LATERAL refusal.plan_route('F-' || p.origin, ARRAY['F-' || p.destination], 1000) AS plan;
