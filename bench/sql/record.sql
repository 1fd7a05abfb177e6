SELECT (refusal.record('S-' || 1 + n % 10, 'P-' || n, 'refused.changed_mind', gen_random_uuid())).state
FROM nextval('public.next_parcel') AS n;
