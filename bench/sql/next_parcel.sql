-- The parcels after the ones that were refused are the clients'. Variable: refusals.
CREATE SEQUENCE public.next_parcel MINVALUE 0;
SELECT setval('public.next_parcel', :refusals) \g /dev/null
GRANT USAGE ON SEQUENCE public.next_parcel TO bench_client;
