-- As many refusals as are asked for, each held, with three lines in the journal: copies of the ones that were captured.
-- The foreign keys hold by construction, but for the parcels: no event of a held one looks at its parcel. What the
-- copies' ids are added to keeps the order of the originals'. Variables: captured (a divisor of refusals), refusals.
SET ROLE bench_client;
SELECT count(*) FROM refusal.fire_many(ARRAY(SELECT generate_series(1, :captured)::bigint), 'extend_hold')
WHERE error IS NOT NULL HAVING count(*) > 0;
RESET ROLE;

SET session_replication_role = replica;
SET synchronous_commit = off;
CREATE TEMPORARY TABLE copied AS TABLE refusal.refusal;
CREATE TEMPORARY TABLE copied_event AS TABLE refusal.event;
SELECT string_agg(CASE attname
           WHEN 'refusal_id' THEN format('refusal_id + k * %s', :captured)
           WHEN 'parcel_id' THEN format('parcel_id + k * %s', :captured)
           WHEN 'event_id' THEN format('event_id + k * %s', 3 * :captured)
           WHEN 'request_id' THEN 'gen_random_uuid()'
           ELSE quote_ident(attname) END, ', ' ORDER BY attnum) AS of_refusal
FROM pg_attribute WHERE attrelid = 'refusal.refusal'::regclass AND attnum > 0 AND NOT attisdropped \gset
SELECT string_agg(CASE attname
           WHEN 'refusal_id' THEN format('refusal_id + k * %s', :captured)
           WHEN 'event_id' THEN format('event_id + k * %s', 3 * :captured)
           ELSE quote_ident(attname) END, ', ' ORDER BY attnum) AS of_event
FROM pg_attribute WHERE attrelid = 'refusal.event'::regclass AND attnum > 0 AND NOT attisdropped \gset

INSERT INTO refusal.refusal SELECT :of_refusal
FROM generate_series(1, :refusals / :captured - 1) AS k CROSS JOIN copied;
INSERT INTO refusal.event SELECT :of_event
FROM generate_series(1, :refusals / :captured - 1) AS k CROSS JOIN copied_event;
SELECT setval('refusal.event_id_seq', 3 * :refusals), setval('refusal.refusal_id_seq', :refusals) \g /dev/null
