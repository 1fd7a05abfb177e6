-- refusal.record_many(): record() for an array, set by set. One element's error harms no other.
BEGIN;
SELECT plan(29);
\set p many
\ir fixture/world.inc

CREATE FUNCTION pg_temp.capture(n integer, request integer = NULL, more jsonb = '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('shop', pg_temp.code('acme'), 'parcel', 'P-' || n, 'reason', 'refused',
                              'request_id', pg_temp.request(coalesce(request, n))) || more
$$;
CREATE FUNCTION pg_temp.many(VARIADIC captures jsonb[]) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws(' ', a->>'ordinal', a->>'state', a->>'error_code')
    FROM pg_temp.all_as('courier', format('SELECT * FROM refusal.record_many(%L) ORDER BY ordinal', to_jsonb(captures))) AS a
$$;

SELECT set_eq($$SELECT pg_temp.many(pg_temp.capture(1), pg_temp.capture(2, more => '{"reason": "refused.late"}'))$$,
              '{1 return_planned,2 awaiting_decision}'::text[], 'each is decided');
SELECT set_eq($$SELECT pg_temp.many(pg_temp.capture(1), pg_temp.capture(2, more => '{"reason": "refused.late"}'))$$,
              '{1 return_planned,2 awaiting_decision}'::text[], 'a retry gets the same answer');
SELECT is((SELECT count(*) FROM refusal.refusal r JOIN refusal.shop s USING (shop_id) WHERE s.code = pg_temp.code('acme')),
          2::bigint, 'and records nothing twice');
SELECT set_eq($$SELECT pg_temp.many(pg_temp.capture(1, 91), pg_temp.capture(3), pg_temp.capture(99), pg_temp.capture(4, 1),
                                    pg_temp.capture(5, more => '{"reason": "nonsense"}'),
                                    pg_temp.capture(6, more => '{"lines": [{"line_no": 1, "quantity": 9}]}'),
                                    pg_temp.capture(7, more => '{"request_id": "x"}'),
                                    pg_temp.capture(8, more => '{"shop": 7}'), '7', 'null',
                                    pg_temp.capture(9, more => '{"colour": "red"}'), pg_temp.capture(10))$$,
              ARRAY['1 RF011', '2 return_planned', '3 RF004', '4 RF008', '5 RF004', '6 RF009', '7 22023', '8 22023',
                    '9 22023', '10 22023', '11 22023', '12 return_planned'],
              'an element with an error is reported and harms no other');
SELECT set_eq($$SELECT pg_temp.many(pg_temp.capture(11), pg_temp.capture(11), pg_temp.capture(11, 911),
                                    pg_temp.capture(11, more => '{"reason": "refused.late"}'))$$,
              ARRAY['1 return_planned', '2 return_planned', '3 RF011', '4 RF008'],
              'one parcel several times: a retry, another refusal, other content');
SELECT is((SELECT count(*) FROM refusal.refusal r JOIN refusal.parcel p USING (parcel_id)
           WHERE p.number = 'P-11' AND r.shop_id = p.shop_id), 1::bigint, 'it is recorded once');
SELECT is_empty($$SELECT pg_temp.many(VARIADIC '{}'::jsonb[])$$, 'none');
SELECT throws_ok($$SELECT pg_temp.one_as('courier', 'SELECT * FROM refusal.record_many(''{}'')')$$, '22023', NULL,
                 'an object is no array');
SELECT throws_ok($$SELECT pg_temp.one_as('courier', 'SELECT * FROM refusal.record_many(NULL)')$$, '22023', NULL, 'null is none');
SELECT set_eq($$SELECT pg_temp.many(pg_temp.capture(12), pg_temp.capture(1, more => jsonb_build_object('shop',
                                    pg_temp.code('nowhere'))))$$,
              ARRAY['1 return_planned', '2 RF004'], 'a shop that does not exist');

-- A parcel that went out again comes back refused: in a batch as alone.
CREATE TEMPORARY TABLE again AS SELECT pg_temp.record(13, 'undeliverable.no_contact') AS r;
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'state', 'out_for_redelivery', 'it is out again') FROM again;
SELECT set_eq($$SELECT pg_temp.many(pg_temp.capture(13, 913), pg_temp.capture(14))$$,
              ARRAY['1 return_planned', '2 return_planned'], 'its second refusal and another one''s first');
SELECT is(pg_temp.now_of(r)->>'attempt', '2', 'that was its second attempt') FROM again;
-- Requests within one batch.
CREATE FUNCTION pg_temp.in_nord(parcel text, request integer) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.capture(1, request, jsonb_build_object('shop', pg_temp.code('nord'), 'parcel', parcel))
$$;
SELECT set_eq($$SELECT pg_temp.many(pg_temp.capture(15), pg_temp.capture(16, 15), pg_temp.in_nord('N-1', 15))$$,
              ARRAY['1 return_planned', '2 RF008', '3 awaiting_decision'],
              'one request for two parcels; another shop''s requests are its own');
SELECT is((SELECT count(*) FROM refusal.refusal r JOIN refusal.parcel p USING (parcel_id)
           WHERE p.number = 'P-16' AND p.shop_id = r.shop_id), 0::bigint, 'what was one too many is not there');
SELECT set_eq($$SELECT pg_temp.many(pg_temp.capture(16, more => '{"lines": [{"line_no": 1, "quantity": 9}]}'), pg_temp.capture(16))$$,
              ARRAY['1 RF009', '2 return_planned'], 'a request that failed has not been used');
SELECT set_eq($$SELECT pg_temp.many(pg_temp.capture(14, 914), pg_temp.capture(13, 913), pg_temp.capture(13, 993))$$,
              ARRAY['1 RF011', '2 return_planned', '3 RF011'], 'a repeated refusal is retried like any other');
SELECT set_eq($$SELECT pg_temp.many(pg_temp.capture(17, more => '{"reason": "administrative.customs"}'),
                                    pg_temp.capture(17, 917, '{"reason": "administrative.customs"}'))$$,
              ARRAY['1 written_off', '2 written_off'], 'the first is closed at once: it is not in the second one''s way');

-- What an element may hold, and what is said of it.
CREATE FUNCTION pg_temp.rows_as(role text, VARIADIC captures jsonb[]) RETURNS SETOF jsonb LANGUAGE sql AS $$
    SELECT pg_temp.all_as(role, format('SELECT * FROM refusal.record_many(%L)', to_jsonb(captures)))
$$;
SELECT results_eq($$SELECT a->>'ordinal', a->>'error_code', a->>'error', a->>'refusal_id' FROM pg_temp.rows_as('courier',
                    pg_temp.capture(98), pg_temp.capture(18, more => '{"lines": [{"line_no": 2, "quantity": 2}]}'),
                    pg_temp.capture(18, more => '{"lines": []}'), pg_temp.capture(18, more => '{"request_id": null}')) AS a$$,
                  $$VALUES ('1', 'RF004', 'parcel "P-98" does not exist', NULL),
                           ('2', 'RF009', 'line 2 has 1 units to refuse, not 2', NULL),
                           ('3', '22023', '"lines" must be an array with at least one element', NULL),
                           ('4', '22023', '"request_id" must be given', NULL)$$,
                  'a row for each in the order they came, with what record() would say');
CREATE FUNCTION pg_temp.captured(parcel text) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM refusal.refusal r JOIN refusal.parcel p USING (parcel_id) JOIN refusal.shop s ON s.shop_id = p.shop_id
    WHERE s.code = pg_temp.code('acme') AND p.number = parcel
$$;
SELECT is(pg_temp.captured('P-18'), 0::bigint, 'nothing is left of what failed');
CREATE TEMPORARY TABLE whole AS
SELECT pg_temp.rows_as('courier', pg_temp.capture(18, more => jsonb_build_object('reason', '17', 'carrier', 'cdek',
    'facility', pg_temp.code('SC'), 'courier', 'olga', 'occurred_at', now() - interval '3 hours',
    'lines', '[{"sku": "KETTLE", "quantity": 2}]'::jsonb, 'proof', '[{"kind": "photo"}]'::jsonb))) AS a;
SELECT results_eq($$SELECT r.reason::text, r.facility_id::text, r.courier, r.occurred_at, r.outcome, l.accepted, l.refused
                    FROM whole JOIN refusal.refusal r ON r.refusal_id = (a->>'refusal_id')::bigint
                    JOIN refusal.line l ON l.refusal_id = r.refusal_id AND l.line_no = 1$$,
                  $$VALUES ('refused.changed_mind', pg_temp.facility('SC'), 'olga', now() - interval '3 hours', 'partial', 1, 2)$$,
                  'every argument of record()');
SELECT set_eq($$SELECT pg_temp.many(pg_temp.capture(19, more => jsonb_build_object('occurred_at',
                                    clock_timestamp() + interval '6 minutes')), pg_temp.capture(20))$$,
              ARRAY['1 22023', '2 held'], 'a clock far ahead');

-- Any other error ends the call.
SELECT throws_ok($$SELECT pg_temp.many(pg_temp.capture(19), pg_temp.capture(19, 919, '{"occurred_at": "soon"}'))$$, '22007', NULL,
                 'what is no time is the type''s own error');
SELECT is(pg_temp.captured('P-19'), 0::bigint, 'and none of the batch is recorded');

-- Whose.
SELECT results_eq($$SELECT a->>'state', a->>'error_code' FROM pg_temp.rows_as('shop', pg_temp.capture(19),
                                                                              pg_temp.in_nord('N-2', 19)) AS a$$,
                  $$VALUES ('return_planned', NULL), (NULL, 'RF004')$$, 'another shop does not exist');
SELECT throws_ok($$SELECT pg_temp.rows_as('warehouse', pg_temp.capture(19))$$, '42501', NULL, 'a warehouse does not record refusals');

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

-- More than are written at once.
INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, depot_id)
SELECT s.shop_id, 'P-' || n, 1000, 500, d.facility_id FROM generate_series(1001, 1250) AS n, refusal.shop s, refusal.facility d
WHERE s.code = pg_temp.code('acme') AND d.code = pg_temp.code('DEP');
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price)
SELECT parcel_id, 1, 'KETTLE', 3, 100 FROM refusal.parcel WHERE number ~ '^P-1[0-9]{3}$';
SELECT set_eq($$SELECT pg_temp.many(VARIADIC (
                    SELECT array_agg(pg_temp.capture(CASE n WHEN 1240 THEN 1001 ELSE n END,
                                                     CASE n WHEN 1230 THEN 1002 ELSE n END) ORDER BY n)
                    FROM generate_series(1001, 1250) AS n))$$,
              ARRAY(SELECT n || CASE n WHEN 230 THEN ' RF008' WHEN 240 THEN ' RF011' ELSE ' return_planned' END
                    FROM generate_series(1, 250) AS n),
              'a parcel and a request of long before in the same call are found');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
