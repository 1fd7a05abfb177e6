-- refusal.report_delivery(): what refusal.endpoint_status says of sending, and metrics() counts.
BEGIN;
SELECT plan(42);
\set p report
\ir fixture/world.inc
\ir fixture/endpoint.inc
CREATE FUNCTION pg_temp.report(arguments text, role text = 'sender') RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.try_as(role, format('SELECT refusal.report_delivery(%s)', arguments))
$$;
CREATE FUNCTION pg_temp.status(role text, columns text, more text = 'true') RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(a->>'c', '; ') FROM pg_temp.all_as(role, format('SELECT concat_ws('' '', %s) AS c FROM refusal.endpoint_status WHERE %s ORDER BY endpoint_id', columns, more)) AS a
$$;

SELECT is(pg_temp.status('shop', 'name, state, live_keys, consumer'), 'oms without_key 0', 'an endpoint without a key');
SELECT pg_temp.one_as('shop', format('SELECT refusal.add_endpoint_key(%s)', :ours)) \gset ignored_
SELECT is(pg_temp.status('shop', 'state, live_keys, consumer'), 'not_begun 1', 'that nobody sends to');
SELECT pg_temp.one_as('sender', 'SELECT * FROM refusal.sync_endpoints()') \gset ignored_
SELECT is(pg_temp.status('shop', 'state, consumer, delivered, failed, lag_events, parked_refusals, dead_letters', format('endpoint_id = %s', :ours)),
          format('closed deliver-%s 0 0 %s 0 0', :ours, (SELECT lag_events FROM refusal.stat_consumer WHERE consumer = format('deliver-%s', :ours))), 'that has begun');

SELECT is(pg_temp.report(format('%s, 0, ''closed'', 5, 1, now(), now() - interval ''1 hour'', ''500''', :ours)), '1 rows', 'a report');
SELECT is(pg_temp.status('shop', 'state, delivered, failed, last_success_at = now(), last_failure_at = now() - interval ''1 hour'', last_error'), 'closed 5 1 t t 500', 'is shown');
SELECT is(pg_temp.report(format('%s, 0, ''open'', 2, 3, NULL, now(), ''time is over''', :ours)), '1 rows', 'another');
SELECT is(pg_temp.status('shop', 'state, delivered, failed, last_success_at = now(), last_failure_at = now(), last_error'), 'open 7 4 t t time is over', 'is added');
SELECT is(pg_temp.report(format('%s, 0, ''half_open'', last_success_at => now() - interval ''1 day'', last_failure_at => now() - interval ''1 day''', :ours)), '1 rows', 'a late one');
SELECT is(pg_temp.status('shop', 'state, delivered, last_success_at = now(), last_failure_at = now(), last_error'), 'half_open 7 t t time is over', 'turns no clock back');
SELECT is(pg_temp.report(format('%s, 0, ''closed'', last_error => repeat(''x'', 5000)', :ours)), '1 rows', 'a long story');
SELECT is(pg_temp.status('shop', 'length(last_error)'), '400', 'is cut');
SELECT circuit_since AS closed FROM refusal.endpoint_status WHERE endpoint_id = :ours \gset
SELECT pg_temp.report(format('%s, 0, ''closed''', :ours)) \gset ignored_
SELECT is((SELECT circuit_since FROM refusal.endpoint_status WHERE endpoint_id = :ours), :'closed', 'it has been closed since then');
SELECT pg_temp.report(format('%s, 0, ''open''', :ours)) \gset ignored_
SELECT cmp_ok((SELECT circuit_since FROM refusal.endpoint_status WHERE endpoint_id = :ours), '>', :'closed'::timestamptz, 'and open since later');
SELECT pg_temp.report(format('%s, 0, ''closed''', :ours)) \gset ignored_
UPDATE refusal.endpoint SET active = false WHERE endpoint_id = :ours;
SELECT is(pg_temp.status('shop', 'state'), 'inactive', 'one that is not active');
UPDATE refusal.endpoint SET active = true WHERE endpoint_id = :ours;

-- Of what does not concern it, it keeps nothing.
SELECT is(pg_temp.report(format('%s, 0, ''closed''', :theirs)), '1 rows', 'another shop''s endpoint: no error');
SELECT is(pg_temp.report('-1, 0, ''closed'''), '1 rows', 'nor of one that is gone');
SELECT is(pg_temp.report(format('%s, 1, ''closed''', :ours)), '1 rows', 'nor of a slot that it has not');
SELECT is((SELECT count(*) FROM refusal_internal.delivery_report), 1::bigint, 'but nothing is kept');
SELECT is(pg_temp.report(format('%s, 0, ''closed''', :ours), role), '42501', 'not for ' || role) FROM unnest('{shop,courier}'::text[]) AS role;
SELECT is(pg_temp.report(format('%s, 0, %s', :ours, a)), '22023', a)
FROM unnest('{''ajar'',"NULL","''closed'', NULL","''closed'', 1, NULL","''closed'', -1","''closed'', 1, -1"}'::text[]) AS a;
SELECT is(pg_temp.report('NULL, 0, ''closed'''), '22023', 'null endpoint');
SELECT is(pg_temp.report(format('%s, NULL, ''closed''', :ours)), '22023', 'null slot');
SELECT is(pg_temp.report(format('%s, -1, ''closed''', :ours)), '22023', 'no such slot');

-- By hand, it is the same rows.
SELECT is(pg_temp.try_as(role, 'UPDATE refusal_internal.delivery_report SET failed = failed'), touched, role || ' touches ' || touched)
FROM (VALUES ('sender', '1 rows'), ('nord_sender', '0 rows'), ('shop', '42501'), ('courier', '42501')) AS c (role, touched);
SELECT is(pg_temp.try_as('nord_sender', format('INSERT INTO refusal_internal.delivery_report (endpoint_id, slot, circuit, circuit_since, reported_at)
    VALUES (%s, 1, ''open'', now(), now())', :ours)), '42501', 'nor adds one');
SELECT is(pg_temp.try_as('courier', 'SELECT * FROM refusal_internal.delivery_report'), '0 rows', 'a courier sees none');

-- Several slots: the worst counts.
INSERT INTO refusal.endpoint (shop_id, name, url, slots) VALUES (:acme, 'wide', 'https://wide.example', 3) RETURNING endpoint_id AS wide \gset
SELECT pg_temp.one_as('shop', format('SELECT refusal.add_endpoint_key(%s)', :wide)) \gset ignored_
SELECT pg_temp.all_as('sender', 'SELECT endpoint_id FROM refusal.sync_endpoints()') \g /dev/null
SELECT pg_temp.report(format('%s, %s, %L, 1, 1, last_failure_at => now() - interval ''%s hours'', last_error => %L', :wide, n, circuit, 2 - n, circuit))
FROM (VALUES (0, 'closed'), (1, 'open'), (2, 'half_open')) AS c (n, circuit) \g /dev/null
SELECT is(pg_temp.status('shop', 'state, delivered, failed, last_error', 'name = ''wide'''), 'open 3 3 half_open', 'the worst circuit, the latest error');

-- Who sees what.
SELECT is(pg_temp.status(role, 'name'), seen, role || ' sees') FROM (VALUES ('nord', 'oms'), ('sender', 'oms; wide'), ('courier', NULL)) AS c (role, seen);
CREATE FUNCTION pg_temp.metrics(role text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', a->>'metric', a->'labels'->>'name', a->>'value'), '; ' ORDER BY a->'labels'->>'name', a->>'metric')
    FROM pg_temp.all_as(role, 'SELECT * FROM refusal.metrics() WHERE metric LIKE ''endpoint%'' AND metric <> ''endpoint_report_age''') AS a
$$;
SELECT is(pg_temp.metrics('shop'), 'endpoint_delivered oms 7; endpoint_failed oms 4; endpoint_up oms 1; endpoint_delivered wide 3; endpoint_failed wide 3; endpoint_up wide 0',
          'metrics() counts');
SELECT is(pg_temp.one_as('shop', 'SELECT count(*) AS n, min(value) >= 0 AND max(value) < 3600 AS fresh FROM refusal.metrics() WHERE metric = ''endpoint_report_age'''),
          '{"n": 2, "fresh": true}', 'and how long nobody spoke of each');
SELECT is(pg_temp.metrics('courier'), NULL, 'for who may see them');

SELECT * FROM finish();
ROLLBACK;
