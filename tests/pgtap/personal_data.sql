-- Personal data is in parcel.recipient and nowhere else.
BEGIN;
SELECT plan(13);
\set p person
\ir fixture/world.inc

UPDATE refusal.parcel SET recipient = '{"name": "Anna Karenina", "phone": "+7 900 000 00 01", "latitude": 55.75, "longitude": 37.62}'
WHERE number = 'P-1' AND shop_id = (SELECT shop_id FROM refusal.shop WHERE code = pg_temp.code('acme'));
CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1, 'undeliverable.no_contact') AS r;
SELECT is(pg_temp.fire('recipient', r, 'correct_address', '{"address": "221b Baker Street", "contact": "+7 900 000 00 02"}',
                       format(', request_id => %L', pg_temp.request(5)))->>'state', 'redelivery_planned', 'an address is corrected')
FROM one;
SELECT is(p.recipient - 'salt', '{"name": "Anna Karenina", "phone": "+7 900 000 00 01", "latitude": 55.75, "longitude": 37.62,
                                  "address": "221b Baker Street", "contact": "+7 900 000 00 02"}', 'it is the recipient''s now')
FROM one, refusal.parcel p WHERE p.parcel_id = (r->>'parcel_id')::bigint;
SELECT is((SELECT array_agg(k) FROM jsonb_object_keys(pg_temp.now_of(r)->'last_payload') AS k), '{digest}', 'the journal has a digest')
FROM one;
SELECT is(pg_temp.now_of(r)->'last_payload'->>'digest',
          encode(sha256(convert_to((p.recipient->>'salt') || (p.recipient->'address')::text || (p.recipient->'contact')::text,
                                   'UTF8')), 'hex'), 'of the address, salted')
FROM one, refusal.parcel p WHERE p.parcel_id = (r->>'parcel_id')::bigint;

-- Nothing else holds a word of it: every text of every column of every table of the extension.
CREATE FUNCTION pg_temp.holds(word text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    relation record;
    found boolean;
BEGIN
    FOR relation IN
        SELECT c.oid::regclass AS name, c.relname
        FROM pg_class c JOIN pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass
        JOIN pg_extension e ON e.oid = d.refobjid AND d.deptype = 'e'
        WHERE e.extname = 'pg_refusal' AND c.relkind IN ('r', 'p')
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s t WHERE (to_jsonb(t) - ''recipient'')::text ILIKE %L)', relation.name,
                       '%' || word || '%') INTO found;
        IF found THEN
            RETURN NEXT relation.relname;
        END IF;
    END LOOP;
END
$$;
SELECT is_empty($$SELECT pg_temp.holds(word) FROM unnest('{Karenina,Baker,"900 000"}'::text[]) AS word$$,
                'no other column of any table has it');
SELECT isnt_empty($$SELECT pg_temp.holds('undeliverable.no_contact')$$, 'a word that is there is found');
SELECT unalike(pg_temp.one_as('shop', format('SELECT refusal.explain(%s)', r->>'refusal_id'))::text, '%Baker%', 'explain() has it not')
FROM one;

-- A retry is known by a digest that nobody can try addresses against.
SELECT is(pg_temp.fire('recipient', r, 'correct_address', '{"address": "221b Baker Street", "contact": "+7 900 000 00 02"}',
                       format(', request_id => %L', pg_temp.request(5)))->>'version', '3', 'a retry does nothing twice') FROM one;
SELECT throws_ok($$SELECT pg_temp.fire('recipient', r, 'correct_address', '{"address": "Elsewhere"}',
                                       format(', request_id => %L', pg_temp.request(5))) FROM one$$, 'RF008', NULL, 'other content');
SELECT throws_ok($$SELECT pg_temp.one_as('supervisor', 'SELECT * FROM refusal_internal.digest_key')$$, '42501', NULL,
                 'its key is nobody''s to read');

-- Who may read a recipient.
SELECT throws_ok($$SELECT pg_temp.one_as('warehouse', 'SELECT recipient FROM refusal.parcel')$$, '42501', NULL, 'not a warehouse');
SELECT is(pg_temp.one_as('courier', format('SELECT recipient->>''name'' AS name FROM refusal.parcel WHERE parcel_id = %s',
                                           r->>'parcel_id'))->>'name', 'Anna Karenina', 'a courier') FROM one;
SELECT throws_ok($$SELECT pg_temp.fire('shop', r, 'reschedule', '{"date": "2031-01-01", "phone": "1"}') FROM one$$, '22023', NULL,
                 'a payload key that is not known is refused');

SELECT * FROM finish();
ROLLBACK;
