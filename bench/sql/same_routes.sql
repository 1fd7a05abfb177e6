-- Pairs for which the two find ways of different cost. Variable: pairs.
SELECT p.origin, p.destination, ours.cost, theirs.cost
FROM generate_series(1, :pairs) AS seed
CROSS JOIN LATERAL public.pair(seed * 104729) AS p
CROSS JOIN LATERAL refusal.plan_route('F-' || p.origin, ARRAY['F-' || p.destination], 1000) AS ours
CROSS JOIN LATERAL (
    SELECT max(agg_cost) AS cost
    FROM pgr_dijkstra('SELECT id, source, target, cost FROM public.edge', p.origin, p.destination)) AS theirs
WHERE ours.cost * 100 IS DISTINCT FROM theirs.cost::numeric;
