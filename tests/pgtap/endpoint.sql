-- refusal.endpoint: what a shop may write there, what no row may be, and who sees which.
BEGIN;
SELECT plan(111);
\set p point
\ir fixture/world.inc
\ir fixture/endpoint.inc

-- Who sees and writes them.
CREATE FUNCTION pg_temp.seen_by(role text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(a->>'url', ' ' ORDER BY a->>'url') FROM pg_temp.all_as(role, 'SELECT url FROM refusal.endpoint') AS a
$$;
SELECT is(pg_temp.seen_by('shop'), 'https://oms.example/in', 'a shop sees its own');
SELECT is(pg_temp.seen_by('nord'), 'https://nord.example/in', 'another its own');
SELECT is(pg_temp.seen_by('supervisor'), 'https://nord.example/in https://oms.example/in', 'supervisors see all');
SELECT is(pg_temp.seen_by('sender'), 'https://oms.example/in', 'who delivers one shop sees its');
SELECT is(pg_temp.seen_by('all_sender'), 'https://nord.example/in https://oms.example/in', 'who delivers all sees all');
SELECT is(pg_temp.try_as(role, 'SELECT url FROM refusal.endpoint'), '42501', role || ': no address')
FROM unnest('{courier,warehouse,fulfilment,recipient,supplier}'::text[]) AS role;
SELECT is(pg_temp.try_as(role, 'SELECT endpoint_id FROM refusal.endpoint'), '0 rows', role || ': none is there')
FROM unnest('{courier,warehouse,fulfilment,recipient}'::text[]) AS role;
SELECT is(pg_temp.try_as('supplier', 'SELECT endpoint_id FROM refusal.endpoint'), '42501', 'supplier: nothing at all');

SELECT is(pg_temp.try_as('shop', format('INSERT INTO refusal.endpoint (shop_id, name, url, start_at, slots, events) VALUES (%s, ''two'', ''http://two.example'',
    ''0000000000000000-0000000000000000-0000000000000000'', 4, ''{capture,money}'')', :acme)), '1 rows', 'a shop adds one');
SELECT is(pg_temp.try_as('shop', format('INSERT INTO refusal.endpoint (shop_id, name, url) VALUES (%s, ''x'', ''http://x.example'')', :nord)), '42501',
          'for itself only');
SELECT is(pg_temp.try_as('shop', 'UPDATE refusal.endpoint SET active = false, url = ''https://other.example'''), '2 rows', 'changes its own');
SELECT is(pg_temp.try_as('shop', 'DELETE FROM refusal.endpoint WHERE name = ''two'''), '1 rows', 'removes its own');
SELECT is(pg_temp.try_as(role, 'DELETE FROM refusal.endpoint'), '42501', role || ' removes none')
FROM unnest('{courier,sender,all_sender}'::text[]) AS role;
SELECT is(pg_temp.try_as(role, format('INSERT INTO refusal.endpoint (shop_id, name, url) VALUES (%s, ''x'', ''http://x.example'')', :acme)), '42501', role || ' adds none')
FROM unnest('{courier,sender,all_sender}'::text[]) AS role;
SELECT is(pg_temp.try_as('shop', format('UPDATE refusal.endpoint SET shop_id = %s', :nord)), '42501', 'nothing is given away');

-- A gateway has the endpoints of the shop that it acts for.
SELECT format('CREATE ROLE %I', pg_temp.role('gateway')) \gexec
SELECT count(refusal.grant_membership(pg_temp.role('gateway'), 'shop', gateway => true)) \gset granted_
SELECT is(pg_temp.seen_by('gateway'), NULL, 'a gateway sees none before it acts for a shop');
SELECT set_config('role', pg_temp.role('gateway'), true), refusal.act_for(pg_temp.code('nord')) \gset acting_
SELECT url AS acted, refusal.add_endpoint_key(endpoint_id) ~ '^whsec_' AS keyed FROM refusal.endpoint \gset
RESET ROLE;
SELECT is(:'acted' || ' ' || :'keyed', 'https://nord.example/in t', 'then that shop''s, and draws a key');

-- The inside is for administrators to open.
SELECT is(pg_temp.try_as(role, 'UPDATE refusal.endpoint SET allow_private = true'), '42501', role || ' does not open the inside')
FROM unnest('{shop,supervisor,sender}'::text[]) AS role;
SELECT is(pg_temp.try_as('shop', format('INSERT INTO refusal.endpoint (shop_id, name, url, allow_private) VALUES (%s, ''x'', ''http://x.example'', true)', :acme)),
          '42501', 'nor at the start');
UPDATE refusal.endpoint SET allow_private = true, url = 'http://10.0.0.1/in' WHERE endpoint_id = :ours;
SELECT is(pg_temp.try_as('supervisor', 'UPDATE refusal.endpoint SET url = ''http://10.0.0.2/in'' WHERE allow_private'), '42501', 'nor leads it elsewhere there');
SELECT is(pg_temp.try_as('shop', 'UPDATE refusal.endpoint SET url = url, active = true'), '1 rows', 'all else of it the shop changes');
SELECT lives_ok(format('UPDATE refusal.endpoint SET url = ''http://10.0.0.2/in'' WHERE endpoint_id = %s', :ours), 'an administrator does');

-- Addresses.
CREATE FUNCTION pg_temp.address(url text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM url::refusal_internal.web_address;
    RETURN 'good';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.address(url), 'good', url) FROM unnest(ARRAY['https://oms.example', 'http://oms.example/', 'https://oms.example:8443/a/b?c=d&e=%20f',
    'https://xn--e1afmkfd.xn--p1ai/x@y:z', 'http://127.0.0.1:65535?q', 'https://[::1]:8443/in', 'https://[2001:db8::1]']) AS url;
SELECT is(pg_temp.address(url), '23514', url) FROM unnest(ARRAY['', 'ftp://oms.example', 'HTTPS://oms.example', 'https://', 'https:///in', 'https://user:secret@oms.example/',
    'https://user@oms.example', 'https://oms.example:0', 'https://oms.example:65536/', 'https://oms.example:', 'https://oms.example#x', 'https://oms.example/a b',
    E'https://oms.example/\n', 'https://oms.example/%zz', 'https://oms.example\@evil.example', 'https://пример.example', 'https://-x.example', 'file:///etc/passwd',
    'https://[::1', 'https://oms.example/' || repeat('x', 2000)]) AS url;

-- The rest of a row.
CREATE FUNCTION pg_temp.change(change text, endpoint integer) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('UPDATE refusal.endpoint SET %s WHERE endpoint_id = %s', change, endpoint);
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.change(c.change, :ours), c.outcome, c.change) FROM (VALUES
    ('events = ''{capture,money}''', 'done'), ('events = NULL', 'done'), ('events = ''{}''', '23514'), ('events = ''{NULL}''', '23514'),
    ('events = ''{{capture,money}}''', '23514'), ('events = ''{no_such_event}''', 'RF004'),
    ('timeout = ''1 ms''', 'done'), ('timeout = ''0''', '23514'), ('timeout = ''301 s''', '23514'), ('timeout = NULL', '23502'),
    ('max_attempts = 1', 'done'), ('max_attempts = 0', '23514'), ('concurrency = 100', 'done'), ('concurrency = 0', '23514'),
    ('concurrency = 101', '23514'), ('rate_per_second = 1', 'done'), ('rate_per_second = 0', '23514'), ('rate_per_second = NULL', 'done'),
    ('name = ''''', '23514'), ('url = NULL', '23502'), ('active = NULL', '23502'), ('allow_private = NULL', '23502'),
    ('kind = ''notification''', '23001'), ('slots = 2', '23001'), ('endpoint_id = 0', '23001'), ('shop_id = shop_id + 1', '23001'),
    ('start_at = ''0000000000000000-0000000000000000-0000000000000000''', 'done'),
    ('start_at = ''7fffffffffffffff-0000000000000001-0000000000000001''', 'RF010'), ('start_at = NULL', '23502')) AS c (change, outcome);
SELECT throws_ok(format($$INSERT INTO refusal.endpoint (shop_id, name, url, %s) VALUES (%s, 'x', 'http://x.example', %s)$$, c.name, :acme, c.value), c.outcome, NULL, c.name)
FROM (VALUES ('kind', '''fax''', '23514'), ('slots', '0', '23514'), ('slots', '17', '23514'), ('events', '''{nothing}''', 'RF004'),
    ('start_at', '''7fffffffffffffff-0000000000000001-0000000000000001''', 'RF010')) AS c (name, value, outcome);
SELECT throws_ok(format($$INSERT INTO refusal.endpoint (shop_id, name, url) VALUES (%s, 'oms', 'http://x.example')$$, :acme), '23505', NULL, 'a name is one endpoint''s');
SELECT throws_ok(format($$DELETE FROM refusal.shop WHERE shop_id = %s$$, :acme), '23503', NULL, 'a shop that has endpoints stays');
SELECT throws_ok(format($$INSERT INTO refusal.endpoint (shop_id, name, url) SELECT %s, n, 'http://x.example' FROM generate_series(2, 101) AS n$$, :nord), '54000',
                 NULL, 'not a hundred and one at once');
SELECT lives_ok(format($$INSERT INTO refusal.endpoint (shop_id, name, url) SELECT %s, n, 'http://x.example' FROM generate_series(2, 100) AS n$$, :nord), 'a hundred');
SELECT throws_ok(format($$INSERT INTO refusal.endpoint (shop_id, name, url) VALUES (%s, 'one', 'http://x.example')$$, :nord), '54000',
                 'a shop has no more than 100 endpoints', 'and not one more');

-- Once somebody delivers to it, going back and forth is seek()'s.
SELECT is(pg_temp.try_as('sender', 'SELECT * FROM refusal.sync_endpoints()'), '1 rows', 'somebody delivers to it');
SELECT throws_ok(format($$UPDATE refusal.endpoint SET start_at = '0000000000000000-0000000000000000-0000000000000001' WHERE endpoint_id = %s$$, :ours), '55000',
                 format('endpoint %s has begun already', :ours), 'it has begun');
SELECT is(pg_temp.try_as('shop', format('SELECT refusal.seek(''deliver-%s'', ''0000000000000000-0000000000000000-0000000000000000'')', :ours)), '1 rows', 'its shop goes back');
SELECT is(pg_temp.try_as(role, format('SELECT refusal.seek(''deliver-%s'', ''0000000000000000-0000000000000000-0000000000000000'')', :ours)), 'RF004', role || ' does not')
FROM unnest('{nord,courier}'::text[]) AS role;
SELECT is(pg_temp.try_as('shop', format('SELECT refusal.poll(''deliver-%s'')', :ours)), 'RF004', 'what is sent the shop does not take away');
SELECT throws_ok(format($$SELECT refusal.unsubscribe('deliver-%s')$$, :ours), '55000', format('consumer "deliver-%s" is kept as long as its endpoint', :ours),
                 'its consumer stays');
SELECT throws_ok($$SELECT pg_temp.one_as('courier', 'SELECT refusal.subscribe(''deliver-7'')')$$, '22023', NULL, 'nobody takes the name of one');
SELECT is(pg_temp.try_as('shop', format('DELETE FROM refusal.endpoint WHERE endpoint_id = %s', :ours)), '1 rows', 'it is deleted');
SELECT is((SELECT count(*) FROM refusal.consumer WHERE name = format('deliver-%s', :ours)), 0::bigint, 'and its consumer with it');

SELECT * FROM finish();
ROLLBACK;
