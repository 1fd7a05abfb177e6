-- The parcels after the ones that were refused, a thousand in each batch as a client would send them. Not compressed:
-- what the server does to read a batch back is no part of the figure. Variables: refusals, parcels, shops.
CREATE TABLE public.batch (n bigint PRIMARY KEY, captures jsonb NOT NULL);
ALTER TABLE public.batch ALTER captures SET STORAGE EXTERNAL;
INSERT INTO public.batch
SELECT (n - :refusals - 1) / 1000 + 1,
       jsonb_agg(jsonb_build_object('shop', 'S-' || 1 + n % :shops, 'parcel', 'P-' || n, 'reason', 'refused.changed_mind',
                                    'request_id', gen_random_uuid()))
FROM generate_series(:refusals + 1, :parcels) AS n GROUP BY 1;
CREATE SEQUENCE public.next_batch;
GRANT SELECT ON public.batch TO bench_client;
GRANT USAGE ON SEQUENCE public.next_batch TO bench_client;
VACUUM ANALYZE public.batch;
