-- A refusal changes only by an UPDATE of its row, whoever writes it, and appears only as a capture.
BEGIN;
SELECT plan(69);
\set p door
\ir fixture/world.inc
\ir fixture/diagnosis.inc

CREATE FUNCTION pg_temp.write(role text, statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF role <> 'superuser' THEN
        EXECUTE format('SET LOCAL ROLE %I', pg_temp.role(role));
    END IF;
    EXECUTE statement;
    RESET ROLE;
END
$$;
CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1) AS r;
CREATE FUNCTION pg_temp.update(role text, what text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_temp.write(role, format('UPDATE refusal.refusal SET %s WHERE refusal_id = %s', what, r->>'refusal_id')) FROM one
$$;

-- What an UPDATE may say.
SELECT lives_ok($$SELECT pg_temp.update('warehouse', 'state = ''in_return_transit''')$$, 'a state: its one event is inferred');
SELECT is(pg_temp.events_of(r), 'capture plan_return depart', 'and journalled') FROM one;
SELECT is(pg_temp.now_of(r)->>'leg_no', '1', 'with what it stands for') FROM one;
SELECT is(pg_temp.now_of(r)->>'version', '3', 'version and all') FROM one;
SELECT lives_ok($$SELECT pg_temp.update('warehouse', 'last_event = ''arrive''')$$, 'an event: its state follows');
SELECT lives_ok($$SELECT pg_temp.update('warehouse',
    'last_event = ''sort'', last_payload = ''{}'', last_actor = ''warehouse'', last_request = ''' || pg_temp.request(3) || '''')$$,
    'with payload, actor and request');
SELECT lives_ok($$SELECT pg_temp.update('warehouse',
    'last_event = ''sort'', last_payload = ''{}'', last_actor = ''warehouse'', last_request = ''' || pg_temp.request(3) || '''')$$,
    'the same request again');
SELECT is(pg_temp.events_of(r), 'capture plan_return depart arrive sort', 'does nothing twice') FROM one;
SELECT throws_ok($$SELECT pg_temp.update('warehouse', 'last_event = ''depart'', last_request = ''' || pg_temp.request(3) || '''')$$,
                 'RF008', NULL, 'with other content');

-- What it may not.
SELECT throws_ok($$SELECT pg_temp.update('warehouse', 'state = ''at_sorting''')$$, 'RF001', NULL, 'several events lead there');
SELECT throws_ok($$SELECT pg_temp.update('warehouse', 'state = ''closed_fulfilment''')$$, 'RF001', NULL, 'no event leads there');
SELECT throws_ok($$SELECT pg_temp.update('warehouse', 'last_event = ''depart'', state = ''held''')$$, 'RF001', NULL,
                 'event and state must agree');
SELECT throws_ok($$SELECT pg_temp.update('warehouse', 'last_payload = ''{}''')$$, 'RF001', NULL, 'neither event nor state');
SELECT throws_ok($$SELECT pg_temp.update('shop', 'last_event = ''depart''')$$, 'RF005', NULL, 'an event of somebody else');
SELECT throws_ok($$SELECT pg_temp.update('warehouse', 'last_event = ''depart'', last_actor = ''system''')$$, 'RF005', NULL,
                 'nobody is the system');
SELECT throws_ok($$SELECT pg_temp.update('warehouse', 'cost_actual = 0')$$, '42501', NULL, 'a computed column, as a tenant');
SELECT throws_ok(format('SELECT pg_temp.update(''superuser'', %L)', c || ' = ' || v), '42501', NULL, 'computed: ' || c)
FROM (VALUES ('cost_actual', '0'), ('version', '9'), ('event_id', '1'), ('hash', '''x'''), ('is_open', 'false'),
             ('refusal_id', '-1')) AS computed (c, v);

-- Appearing, and going.
SELECT throws_ok($$SELECT pg_temp.write('courier', format('INSERT INTO refusal.refusal (shop_id, parcel_id, state, last_payload)
    SELECT shop_id, parcel_id, ''received'', ''{"reason": "refused"}'' FROM refusal.parcel WHERE parcel_id = %s',
    (SELECT max(parcel_id) FROM refusal.parcel)))$$, 'RF001', NULL, 'a refusal begins as refused');
SELECT throws_ok($$SELECT pg_temp.write('courier', format('INSERT INTO refusal.refusal (shop_id, parcel_id, last_payload)
    SELECT shop_id, parcel_id, ''{}'' FROM refusal.parcel WHERE parcel_id = %s',
    (SELECT max(parcel_id) FROM refusal.parcel)))$$, '22023', NULL, 'with a reason');
SELECT throws_ok($$SELECT pg_temp.write('superuser', 'DELETE FROM refusal.refusal')$$, '55000', NULL, 'a refusal is not deleted');
SELECT throws_ok($$SELECT pg_temp.write('superuser', 'TRUNCATE refusal.refusal CASCADE')$$, '55000', NULL, 'nor truncated');
SELECT throws_ok($$SELECT pg_temp.write('superuser', 'DELETE FROM refusal.event')$$, '55000', 'rows of "event" are kept as they are',
                 'the journal is not deleted');
SELECT throws_ok($$SELECT pg_temp.write('superuser', 'UPDATE refusal.event SET actor = ''shop''')$$, '55000', NULL, 'nor changed');
SELECT throws_ok($$SELECT pg_temp.write('superuser', 'TRUNCATE refusal.event')$$, '55000', NULL, 'nor truncated');
SELECT throws_ok(format('SELECT pg_temp.write(''superuser'', %L)', t), '55000', NULL, 'what comes with a refusal is kept: ' || t)
FROM unnest(ARRAY['DELETE FROM refusal.line', 'TRUNCATE refusal.line CASCADE', 'DELETE FROM refusal.route', 'TRUNCATE refusal.route',
                  'UPDATE refusal.route SET cost = 0']) AS t;
SELECT throws_ok(format('SELECT pg_temp.write(''supervisor'', %L)', t), '42501', NULL, 'a supervisor may not even try: ' || t)
FROM unnest(ARRAY['TRUNCATE refusal.line CASCADE', 'TRUNCATE refusal.event']) AS t;
SELECT throws_ok($$SELECT pg_temp.write('shop', 'INSERT INTO refusal.event SELECT * FROM refusal.event')$$, '42501', NULL,
                 'a tenant writes no journal');
SELECT throws_ok($$SELECT pg_temp.write('shop', 'UPDATE refusal.route SET cost = 0')$$, '42501', NULL, 'and no routes');

-- What it says, to whom.
SELECT matches(pg_temp.diagnosis($$SELECT pg_temp.update('warehouse', 'state = ''closed_fulfilment''')$$), 'Events of this state: .*depart',
               'no event leads there: the detail lists those that are allowed');
SELECT matches(pg_temp.diagnosis($$SELECT pg_temp.update('warehouse', 'state = ''at_sorting''')$$), 'Events of this state: .*sort',
               'several lead there: the detail too');
SELECT throws_ok($$SELECT pg_temp.update('superuser', 'state = ''limbo''')$$, 'RF001', NULL, 'a state that does not exist');
SELECT throws_ok($$SELECT pg_temp.update('warehouse', 'last_event = ''depart'', last_payload = ''{"name": "Ivan"}''')$$, '22023', NULL,
                 'a payload''s keys are checked here too');
SELECT lives_ok($$SELECT pg_temp.update('nord', 'last_event = ''override''')$$, 'another shop''s refusal is not there');
SELECT is(pg_temp.events_of(r), 'capture plan_return depart arrive sort', 'so nothing happens to it') FROM one;

-- Several rows at once: each is checked, and one that fails fails all.
CREATE TEMPORARY TABLE three AS SELECT n, pg_temp.record(n) AS r FROM generate_series(2, 4) AS n;
CREATE FUNCTION pg_temp.update_three(what text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_temp.write('warehouse', format('UPDATE refusal.refusal SET %s WHERE refusal_id IN (%s)', what,
                                             string_agg(r->>'refusal_id', ', '))) FROM three
$$;
SELECT lives_ok($$SELECT pg_temp.update_three('state = ''in_return_transit''')$$, 'three rows');
SELECT results_eq('SELECT pg_temp.events_of(r) FROM three', $$VALUES ('capture plan_return depart'::text),
                  ('capture plan_return depart'), ('capture plan_return depart')$$, 'three entries');
SELECT is(pg_temp.scan(3, 'SC')->>'state', 'at_sorting', 'one is further on');
SELECT throws_ok($$SELECT pg_temp.update_three('last_event = ''reroute'', state = ''in_return_transit''')$$, 'RF001', NULL,
                 'one of three leads elsewhere');
SELECT results_eq('SELECT pg_temp.now_of(r)->>''version'' FROM three ORDER BY n', $$VALUES ('3'::text), ('4'), ('3')$$, 'none is changed');

-- A capture by INSERT is a request like any other.
CREATE FUNCTION pg_temp.insert(role text, parcel text, columns text DEFAULT '', given text DEFAULT '') RETURNS void
LANGUAGE sql AS $$
    SELECT pg_temp.write(role, format('INSERT INTO refusal.refusal (shop_id, parcel_id, last_payload %s) SELECT shop_id, parcel_id, %L %s '
        'FROM refusal.parcel WHERE parcel_id = %s', columns, '{"reason": "refused.late"}', given, p.parcel_id))
    FROM refusal.parcel p JOIN refusal.shop s USING (shop_id) WHERE s.code = pg_temp.code('acme') AND p.number = parcel
$$;
CREATE FUNCTION pg_temp.insert_with_request(parcel text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_temp.insert('courier', parcel, ', last_request', format(', %L', pg_temp.request(77)))
$$;
CREATE FUNCTION pg_temp.captured(parcel text) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM refusal.refusal r JOIN refusal.parcel p USING (parcel_id) JOIN refusal.shop s ON s.shop_id = p.shop_id
    WHERE s.code = pg_temp.code('acme') AND p.number = parcel
$$;
SELECT lives_ok($$SELECT pg_temp.insert_with_request('P-5')$$, 'with a request');
SELECT lives_ok($$SELECT pg_temp.insert_with_request('P-5')$$, 'the same request again');
SELECT is(pg_temp.captured('P-5'), 1::bigint, 'does nothing twice');
SELECT throws_ok($$SELECT pg_temp.insert_with_request('P-6')$$, 'RF008', NULL, 'with other content');
SELECT throws_ok($$SELECT pg_temp.record_as('courier', 'acme', 'P-6', 77)$$, 'RF008', NULL, 'and for record()');
SELECT throws_ok($$SELECT pg_temp.insert('courier', 'P-5')$$, 'RF011', NULL, 'one open refusal at a time');
SELECT throws_ok($$SELECT pg_temp.insert('courier', 'P-6', ', last_event', ', ''depart''')$$, 'RF001', NULL, 'another event is no capture');
SELECT throws_ok($$SELECT pg_temp.insert('courier', 'P-6', ', last_actor', ', ''system''')$$, 'RF005', NULL, 'nobody is the system');
SELECT throws_ok($$SELECT pg_temp.insert('superuser', 'P-6', ', version', ', 9')$$, '42501', NULL, 'a computed column');
SELECT throws_ok($$SELECT pg_temp.insert('warehouse', 'P-6')$$, '42501', NULL, 'a warehouse does not record refusals');
SELECT is(pg_temp.captured('P-6'), 0::bigint, 'none of that is recorded');

-- A function that is to see all shops may have row_security off: what it records is computed all the same.
CREATE FUNCTION pg_temp.record_for_all(parcel text) RETURNS integer LANGUAGE sql SECURITY DEFINER SET row_security = off AS $$
    SELECT (refusal.record(pg_temp.code('acme'), parcel, 'refused', gen_random_uuid())).version
$$;
SELECT is(pg_temp.record_for_all('P-7'), 2, 'with row_security off, too');

-- Tenants are not even asked.
SELECT throws_ok(format('SELECT pg_temp.write(''shop'', %L)', s), '42501', NULL, 'as a tenant: ' || s)
FROM unnest(ARRAY['DELETE FROM refusal.refusal', 'TRUNCATE refusal.refusal', 'UPDATE refusal.event SET actor = ''shop''',
                  'DELETE FROM refusal.event', 'UPDATE refusal.line SET refused = 0', 'DELETE FROM refusal.line']) AS s;
SELECT throws_ok($$SELECT pg_temp.write('superuser', 'MERGE INTO refusal.refusal USING (SELECT) AS x ON true WHEN MATCHED THEN DELETE')$$,
                 '55000', NULL, 'nor by MERGE');

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
