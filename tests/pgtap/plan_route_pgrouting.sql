-- refusal.plan_route against pgr_dijkstra on a static network of 2,000 facilities and 12,000 lanes, parallel ones and
-- loops among them: the cost of the cheapest way between 400 pairs, to the kopeck. One origin in four has no way out.
BEGIN;
SELECT plan(4);

SET LOCAL client_min_messages = warning;
CREATE EXTENSION postgis;
CREATE EXTENSION pgrouting;
SELECT setseed(0.4217);

INSERT INTO refusal.facility (code, name, kind, handling_cost)
SELECT 'pgr-' || n, 'Facility', 'storage', (random() * 40)::numeric(14, 2) FROM generate_series(1, 2000) AS n;
CREATE TEMPORARY TABLE place AS
SELECT row_number() OVER (ORDER BY facility_id) AS n, facility_id, code FROM refusal.facility WHERE code LIKE 'pgr-%';
ALTER TABLE place ADD PRIMARY KEY (n);

-- A lane costs more the further it goes, so that cheap ways have many legs. Facilities past 1,500 are only reached.
INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, cost_per_kg, transit_time)
SELECT a.facility_id, b.facility_id, (abs(d.a - d.b) * random())::numeric(14, 2), (random() * 9)::numeric(14, 2),
       '1 hour'
FROM (SELECT 1 + floor(random() * 1500)::integer AS a, 1 + floor(random() * 2000)::integer AS b
      FROM generate_series(1, 12000)) AS d
JOIN place a ON a.n = d.a
JOIN place b ON b.n = d.b;

-- What pgRouting sees: a lane's cost for this weight, rounded as a leg's items are, with handling where it enters.
CREATE TEMPORARY TABLE edge AS
SELECT l.lane_id AS id, l.from_facility_id AS source, l.to_facility_id AS target,
       (l.cost_per_parcel + round(l.cost_per_kg * 1337 / 1000, 2) + f.handling_cost)::float8 AS cost
FROM refusal.lane l
JOIN refusal.facility f ON f.facility_id = l.to_facility_id
JOIN place p ON p.facility_id = l.from_facility_id;

CREATE TEMPORARY TABLE pair AS
SELECT DISTINCT a.facility_id AS origin, a.code AS from_code, b.facility_id AS destination, b.code AS to_code
FROM (SELECT 1 + floor(random() * 2000)::integer AS a, 1 + floor(random() * 2000)::integer AS b
      FROM generate_series(1, 400)) AS d
JOIN place a ON a.n = d.a
JOIN place b ON b.n = d.b
WHERE a.n <> b.n;

CREATE TEMPORARY TABLE dijkstra AS
SELECT d.start_vid AS origin, d.end_vid AS destination, round(d.agg_cost::numeric, 2) AS cost
FROM pgr_dijkstraCost('SELECT id, source, target, cost FROM edge',
                      'SELECT origin AS source, destination AS target FROM pair') AS d;

-- No way is an error of the call; here: no row.
CREATE FUNCTION pg_temp.planned(from_code text, to_code text) RETURNS TABLE (cost numeric, legs refusal.leg[])
LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY SELECT p.cost, p.legs FROM refusal.plan_route(from_code, ARRAY[to_code], 1337) AS p;
EXCEPTION WHEN SQLSTATE 'RF006' THEN
    RETURN;
END
$$;
CREATE TEMPORARY TABLE planned AS
SELECT p.origin, p.destination, r.cost, r.legs FROM pair p, LATERAL pg_temp.planned(p.from_code, p.to_code) AS r;

SELECT cmp_ok((SELECT count(*) FROM dijkstra), '>', 200::bigint, 'most pairs are connected');
SELECT cmp_ok((SELECT count(*) FROM dijkstra), '<', (SELECT count(*) FROM pair), 'some are not');
SELECT results_eq('SELECT origin, destination, cost FROM planned ORDER BY 1, 2',
                  'SELECT origin::integer, destination::integer, cost FROM dijkstra ORDER BY 1, 2',
                  'the same pairs are connected, at the same cost');
SELECT is_empty($$
    SELECT p.origin, p.destination
    FROM planned p, LATERAL (
        SELECT sum(e.cost)::numeric(14, 2) AS cost, array_agg(e.source ORDER BY l.ordinality) AS froms,
               array_agg(e.target ORDER BY l.ordinality) AS tos
        FROM unnest(p.legs) WITH ORDINALITY AS l
        JOIN edge e ON e.id = l.lane_id) AS walk
    WHERE walk.cost <> p.cost OR walk.froms <> p.origin || walk.tos[:cardinality(walk.tos) - 1]
       OR walk.tos[cardinality(walk.tos)] <> p.destination$$,
    'the legs are a walk of lanes that costs as much');

SELECT * FROM finish();
ROLLBACK;
