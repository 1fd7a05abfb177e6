-- The same graph for pgRouting, as what a parcel of a kilogram costs on each lane, in whole minor units.
CREATE EXTENSION pgrouting CASCADE;
CREATE TABLE public.edge AS
SELECT lane_id AS id, from_facility_id AS source, to_facility_id AS target,
       (100 * (l.cost_per_parcel + l.cost_per_kg + f.handling_cost))::float8 AS cost
FROM refusal.lane l JOIN refusal.facility f ON f.facility_id = l.to_facility_id;

CREATE FUNCTION public.pair(seed integer, OUT origin integer, OUT destination integer) LANGUAGE sql IMMUTABLE AS $$
    SELECT abs(hashint4(seed)) % 10 * 1000 + 1 + abs(hashint4(seed + 1)) % 999, (1 + abs(hashint4(seed + 2)) % 10) * 1000
$$;
GRANT SELECT ON public.edge TO bench_client;
VACUUM ANALYZE;
