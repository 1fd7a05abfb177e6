\set seed random(1, 1000000)
SELECT max(way.agg_cost) FROM public.pair(:seed) AS p
CROSS JOIN LATERAL pgr_dijkstra('SELECT id, source, target, cost FROM public.edge', p.origin, p.destination) AS way;
