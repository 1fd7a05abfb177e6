-- refusal.fire_many(): one event for many refusals, set by set. One refusal's error harms no other.
BEGIN;
SELECT plan(25);
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
-- Guards, routes and payloads, each in its row.
CREATE TEMPORARY TABLE asked AS
SELECT n, (pg_temp.record(n, 'refused.late')->>'refusal_id')::bigint AS id FROM generate_series(7, 9) AS n;
INSERT INTO batch SELECT * FROM asked;
SELECT results_eq($$SELECT pg_temp.many('shop', pg_temp.ids(7, 1), 'plan_return', format(', %L',
                                        jsonb_build_object('destination', pg_temp.code('FAR'))))$$,
                  $$VALUES ('7 RF006'), ('1 RF001')$$, 'no route; not in order');
SELECT results_eq($$SELECT pg_temp.many('shop', pg_temp.ids(9, 8), 'plan_return', format(', %L',
                                        jsonb_build_object('destination', pg_temp.code('FF'))))$$,
                  $$VALUES ('9 3 return_planned'), ('8 3 return_planned')$$, 'each is routed');
SELECT is((SELECT count(DISTINCT r.route_id) FROM refusal.refusal r JOIN asked ON asked.id = r.refusal_id
           JOIN refusal.route USING (route_id)), 2::bigint, 'by a route of its own');
SELECT results_eq($$SELECT pg_temp.many('supervisor', pg_temp.ids(7, 8), 'void')$$, $$VALUES ('7 RF002'), ('8 RF002')$$, 'a guard');
SELECT results_eq($$SELECT pg_temp.many('supervisor', pg_temp.ids(7), 'void', ', ''{"colour": "red"}''')$$, $$VALUES ('7 22023')$$,
                  'a payload');
SELECT results_eq($$SELECT a->>'error', a->>'refusal_id', a->>'version' FROM pg_temp.all_as('supervisor',
                    'SELECT * FROM refusal.fire_many(''{-5}'', ''void'')') AS a$$,
                  $$VALUES ('refusal -5 does not exist', '-5', NULL)$$, 'with fire()''s words');

-- What is wrong with the call is no refusal's error.
SELECT throws_ok($$SELECT pg_temp.many('warehouse', pg_temp.ids(8), 'depart', ', actor => ''system''')$$, 'RF005', NULL,
                 'nobody acts as the system');
SELECT throws_ok($$SELECT pg_temp.many('warehouse', pg_temp.ids(8), 'depart', ', ''[]''')$$, '22023', NULL, 'an array is no payload');
SELECT throws_ok($$SELECT pg_temp.many('warehouse', pg_temp.ids(8, 9), 'depart', format(', request_ids => %L',
                                       ARRAY[pg_temp.request(8)]))$$, '22023', NULL, 'as many requests as refusals');
CREATE TEMPORARY TABLE again AS
SELECT n, (pg_temp.record(n, 'undeliverable.no_contact')->>'refusal_id')::bigint AS id FROM generate_series(10, 11) AS n;
INSERT INTO batch SELECT * FROM again;
SELECT throws_ok($$SELECT pg_temp.many('shop', pg_temp.ids(10, 11), 'reschedule', ', ''{"date": "soon"}''')$$, '22007', NULL,
                 'an error that is not reported ends the call');
SELECT is((SELECT count(*) FROM refusal.refusal r JOIN again ON again.id = r.refusal_id WHERE r.version = 2), 2::bigint,
          'and nothing of it is done');
SELECT results_eq($$SELECT pg_temp.many('courier', pg_temp.ids(11, 10), 'dispatch')$$,
                  $$VALUES ('11 3 out_for_redelivery'), ('10 3 out_for_redelivery')$$, 'both go out');
SELECT results_eq($$SELECT pg_temp.many('courier', pg_temp.ids(10, 11), 'refuse_again')$$,
                  $$VALUES ('10 5 return_planned'), ('11 5 return_planned')$$, 'what comes back is decided in the same call');

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
