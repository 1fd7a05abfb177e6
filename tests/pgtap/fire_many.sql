-- refusal.fire_many(): one event for many refusals, set by set. One refusal's error harms no other.
BEGIN;
SELECT plan(12);
\set p fmany
\ir fixture/world.inc

CREATE TEMPORARY TABLE batch AS
SELECT n, (pg_temp.record(n)->>'refusal_id')::bigint AS id FROM generate_series(1, 6) AS n;
CREATE FUNCTION pg_temp.many(role text, ids bigint[], event text, more text = '') RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws(' ', (SELECT n FROM batch WHERE id = (a->>'refusal_id')::bigint), a->>'version', a->>'state',
                     a->>'error_code')
    FROM pg_temp.all_as(role, format('SELECT * FROM refusal.fire_many(%L, %L %s)', ids, event, more)) AS a
$$;
CREATE FUNCTION pg_temp.ids(VARIADIC ns integer[]) RETURNS bigint[] LANGUAGE sql AS $$
    SELECT array_agg(coalesce(s.id, -n) ORDER BY i) FROM unnest(ns) WITH ORDINALITY AS u (n, i) LEFT JOIN batch s USING (n)
$$;

SELECT results_eq($$SELECT pg_temp.many('warehouse', pg_temp.ids(3, 1, 2), 'depart')$$,
                  $$VALUES ('3 3 in_return_transit'), ('1 3 in_return_transit'), ('2 3 in_return_transit')$$,
                  'a row for each, in the order they were named');
SELECT results_eq($$SELECT pg_temp.many('warehouse', pg_temp.ids(1, 4, 99, 4, 5), 'depart')$$,
                  $$VALUES ('1 RF001'), ('4 3 in_return_transit'), ('RF004'), ('4 22023'), ('5 3 in_return_transit')$$,
                  'an error is reported and harms no other; to name one twice is an error');
SELECT results_eq($$SELECT pg_temp.many('nord', pg_temp.ids(1), 'override')$$, $$VALUES ('1 RF004')$$,
                  'another shop''s refusal does not exist');
SELECT results_eq($$SELECT pg_temp.many('courier', pg_temp.ids(1), 'arrive')$$, $$VALUES ('1 RF005')$$,
                  'an event of somebody else');
SELECT results_eq($$SELECT pg_temp.many('warehouse', pg_temp.ids(1, 2), 'arrive', ', expected_versions => ''{3,2}''')$$,
                  $$VALUES ('1 4 at_sorting'), ('2 RF003')$$, 'each has its expected version');
SELECT results_eq($$SELECT pg_temp.many('warehouse', pg_temp.ids(2, 3), 'arrive', format(', request_ids => %L',
                                        ARRAY[pg_temp.request(1), NULL]))$$,
                  $$VALUES ('2 4 at_sorting'), ('3 4 at_sorting')$$, 'each has its request');
SELECT results_eq($$SELECT pg_temp.many('warehouse', pg_temp.ids(2, 3), 'arrive', format(', request_ids => %L',
                                        ARRAY[pg_temp.request(1), pg_temp.request(1)]))$$,
                  $$VALUES ('2 4 at_sorting'), ('3 5 at_sorting')$$, 'a retry is answered, the rest is done');
SELECT results_eq($$SELECT pg_temp.many('warehouse', pg_temp.ids(2), 'depart', format(', request_ids => %L',
                                        ARRAY[pg_temp.request(1)]))$$,
                  $$VALUES ('2 RF008')$$, 'a request with other content');
SELECT is_empty($$SELECT pg_temp.many('warehouse', '{}', 'arrive')$$, 'none');
SELECT throws_ok($$SELECT pg_temp.many('warehouse', pg_temp.ids(2, 3), 'arrive', ', expected_versions => ''{1}''')$$,
                 '22023', NULL, 'as many versions as refusals');
SELECT throws_ok($$SELECT pg_temp.many('warehouse', '{NULL}', 'arrive')$$, '22023', NULL, 'null is no refusal');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
