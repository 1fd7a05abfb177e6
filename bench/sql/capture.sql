-- Records the refusals of parcels 1 to `refusals`, as the role that will work on them. Variables: refusals, shops.
SET ROLE bench_client;
SELECT format($$SELECT count(*) FROM refusal.record_many((
    SELECT jsonb_agg(jsonb_build_object('shop', 'S-' || 1 + n %% %s, 'parcel', 'P-' || n, 'reason', 'refused.changed_mind',
                                        'request_id', gen_random_uuid()))
    FROM generate_series(%s, least(%s, %s)) AS n)) WHERE error IS NOT NULL HAVING count(*) > 0$$,
    :shops, first, first + 999, :refusals)
FROM generate_series(1, :refusals, 1000) AS first \gexec
RESET ROLE;
