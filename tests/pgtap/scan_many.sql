-- refusal.scan_many(): scans in the order they were made. One element's error harms no other.
BEGIN;
SELECT plan(8);
\set p smany
\ir fixture/world.inc

CREATE FUNCTION pg_temp.one(n integer, facility text, more jsonb = '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('shop', pg_temp.code('acme'), 'parcel', 'P-' || n, 'facility', pg_temp.code(facility)) || more
$$;
CREATE FUNCTION pg_temp.many(VARIADIC scans jsonb[]) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws(' ', a->>'ordinal', a->>'state', a->>'error_code')
    FROM pg_temp.all_as('warehouse', format('SELECT * FROM refusal.scan_many(%L) ORDER BY ordinal', to_jsonb(scans))) AS a
$$;
CREATE TEMPORARY TABLE batch AS SELECT n, pg_temp.record(n) AS r FROM generate_series(1, 3) AS n;

SELECT results_eq($$SELECT pg_temp.many(pg_temp.one(1, 'DEP'), pg_temp.one(1, 'DEP'), pg_temp.one(2, 'DEP'),
                                        pg_temp.one(1, 'SC'))$$,
                  $$VALUES ('1 at_sorting'), ('2 in_return_transit'), ('3 at_sorting'), ('4 at_sorting')$$,
                  'several scans of a parcel are taken in their order');
SELECT results_eq($$SELECT pg_temp.many(pg_temp.one(1, 'SC'), pg_temp.one(99, 'SC'), pg_temp.one(2, 'nowhere'), '7',
                                        pg_temp.one(2, 'DEP', '{"direction": "up"}'), pg_temp.one(2, 'DEP', '{"x": 1}'),
                                        pg_temp.one(2, 'DEP', '{"occurred_at": "3000-01-01"}'), pg_temp.one(2, 'DEP'))$$,
                  $$VALUES ('1 in_return_transit'), ('2 RF004'), ('3 RF004'), ('4 22023'), ('5 22023'), ('6 22023'),
                           ('7 22023'), ('8 in_return_transit')$$, 'an error harms no other');
SELECT results_eq($$SELECT pg_temp.many(pg_temp.one(3, 'DEP', jsonb_build_object('request_id', pg_temp.request(1))),
                                        pg_temp.one(3, 'DEP', jsonb_build_object('request_id', pg_temp.request(1))),
                                        pg_temp.one(3, 'SC', jsonb_build_object('request_id', pg_temp.request(1))))$$,
                  $$VALUES ('1 at_sorting'), ('2 at_sorting'), ('3 RF008')$$, 'a retry, and other content');
SELECT is_empty('SELECT pg_temp.many(VARIADIC ''{}''::jsonb[])', 'none');
SELECT throws_ok($$SELECT pg_temp.all_as('warehouse', 'SELECT * FROM refusal.scan_many(''{}'')')$$, '22023', NULL,
                 'an object is no array');
SELECT throws_ok($$SELECT pg_temp.all_as('warehouse', 'SELECT * FROM refusal.scan_many(NULL)')$$, '22023', NULL, 'null is none');
SELECT is(pg_temp.events_of(r), 'capture plan_return arrive depart arrive depart', 'all of them are journalled')
FROM batch WHERE n = 1;
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
