-- Kilobytes of memory that a session has for itself. Variable: warm, whether it first uses everything: routes to each
-- of the ten destinations, for parcels of several weights, and a refusal that the shop's rules decide.
\if :warm
SELECT count(*) FROM generate_series(1, 10) AS hub
CROSS JOIN unnest('{500,2000,8000,30000}'::int[]) AS grams
CROSS JOIN LATERAL refusal.plan_route('F-' || hub * 1000 - 1, ARRAY['F-' || hub * 1000], grams) \g /dev/null
SELECT refusal.record('S-1', 'P-' || nextval('public.next_parcel'), 'refused.changed_mind', gen_random_uuid()) \g /dev/null
\else
SELECT count(*) FROM refusal.state \g /dev/null
\endif
SELECT pg_backend_pid() AS pid \gset
\setenv BACKEND :pid
\! awk '/^RssAnon:/ { print $2 }' "/proc/$BACKEND/status"
