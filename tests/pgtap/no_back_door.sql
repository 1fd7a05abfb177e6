-- A refusal changes only by an UPDATE of its row, whoever writes it, and appears only as a capture.
BEGIN;
SELECT plan(32);
\set p door
\ir fixture/world.inc

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
SELECT throws_ok(format('SELECT pg_temp.update(''superuser'', %L)', c || ' = ' || v), NULL, NULL, 'computed: ' || c)
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
SELECT throws_ok($$SELECT pg_temp.write('shop', 'INSERT INTO refusal.event SELECT * FROM refusal.event')$$, '42501', NULL,
                 'a tenant writes no journal');
SELECT throws_ok($$SELECT pg_temp.write('shop', 'UPDATE refusal.route SET cost = 0')$$, '42501', NULL, 'and no routes');

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
