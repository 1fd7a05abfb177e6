-- A hundred of one shop's next parcels. Variable: shop.
SELECT nextval('public.next_hundred') AS hundred \gset
SELECT count(error_code) FROM refusal.record_many((
    SELECT jsonb_agg(jsonb_build_object('shop', 'S-' || :shop, 'parcel', 'P-' || 2 * n + :shop - 1,
                                        'reason', 'refused.changed_mind', 'request_id', gen_random_uuid()))
    FROM generate_series(:hundred * 100, :hundred * 100 + 99) AS n));
