-- refusal.record_many(): record() for an array, set by set. One element's error harms no other.
BEGIN;
SELECT plan(14);
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
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
