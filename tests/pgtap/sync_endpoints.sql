-- refusal.sync_endpoints(): what a process that delivers has to do, each endpoint with a consumer of its own.
BEGIN;
SELECT plan(28);
\set p sync
\ir fixture/world.inc
\ir fixture/endpoint.inc
SELECT count(refusal.add_endpoint_key(endpoint_id)) FROM refusal.endpoint \gset keyed_
CREATE FUNCTION pg_temp.sync(role text, columns text = 'endpoint_id') RETURNS text LANGUAGE sql AS $$
    SELECT string_agg((SELECT string_agg(coalesce(v, '-'), ',') FROM jsonb_each_text(a) AS e (k, v)), ' ')
    FROM pg_temp.all_as(role, format('SELECT %s FROM refusal.sync_endpoints()', columns)) AS a
$$;
CREATE FUNCTION pg_temp.consumer(endpoint integer) RETURNS text LANGUAGE sql AS $$
    SELECT format('%s %s %s %s %s', c.name, c.role_name, c.slots, c.max_attempts, c.events) FROM refusal.consumer c WHERE c.endpoint_id = endpoint
$$;
SELECT is(to_jsonb(s), jsonb_build_object('endpoint_id', :ours, 'shop', pg_temp.code('acme'), 'name', 'oms', 'kind', 'oms', 'consumer', 'deliver-' || :ours, 'slots', 1,
          'url', 'https://oms.example/in', 'timeout_ms', 15000, 'max_attempts', 20, 'concurrency', 4, 'rate_per_second', NULL, 'allow_private', false, 'problem', NULL),
          'all that sending needs')
FROM pg_temp.all_as('sender', 'SELECT * FROM refusal.sync_endpoints()') AS s;
SELECT is(pg_temp.consumer(:ours), format('deliver-%s sync_sender 1 20 ', :ours), 'it has a consumer, of the role that delivers');
SELECT is(pg_temp.consumer(:theirs), NULL, 'another shop''s endpoint has none');
SELECT is(pg_temp.sync('nord_sender'), :'theirs', 'each delivers its shop');
SELECT is(pg_temp.try_as(role, 'SELECT * FROM refusal.sync_endpoints()'), '42501', role || ' delivers nothing') FROM unnest('{shop,courier,supplier}'::text[]) AS role;

-- Again: the same, and nothing is written.
CREATE FUNCTION pg_temp.version_of(endpoint integer) RETURNS text LANGUAGE sql AS $$ SELECT ctid || ' ' || cmin FROM refusal.consumer WHERE endpoint_id = endpoint $$;
SELECT pg_temp.version_of(:ours) AS before, pg_temp.sync('sender') AS again \gset
SELECT is(:'again' || ' ' || pg_temp.version_of(:ours), :'ours' || ' ' || :'before', 'said again it writes nothing');
UPDATE refusal.endpoint SET events = '{capture}', max_attempts = 3, timeout = '1.5 s', url = 'https://new.example', concurrency = 9, rate_per_second = 7, name = 'new'
WHERE endpoint_id = :ours;
SELECT is(pg_temp.sync('sender', 'name, url, timeout_ms, max_attempts, concurrency, rate_per_second'), 'https://new.example,new,1500,9,3,7', 'an endpoint was changed');
SELECT is(pg_temp.consumer(:ours), format('deliver-%s sync_sender 1 3 {capture}', :ours), 'its consumer follows');

-- Not active: it keeps its place.
SELECT refusal.seek('deliver-' || :ours, '0000000000000000-0000000000000000-0000000000000007') \gset moved_
UPDATE refusal.endpoint SET active = false WHERE endpoint_id = :ours;
SELECT is(pg_temp.sync('sender'), NULL, 'one that is not active gets nothing');
UPDATE refusal.endpoint SET active = true WHERE endpoint_id = :ours;
SELECT is(pg_temp.sync('sender'), :'ours', 'it is active again');
SELECT is((SELECT max(upto::text) FROM refusal_internal.cursor JOIN refusal.consumer USING (consumer_id) WHERE endpoint_id = :ours),
          '0000000000000000-0000000000000000-0000000000000007', 'where it was');

-- Problems are told, and stop no other.
INSERT INTO refusal.endpoint (shop_id, name, url, slots) VALUES (:acme, 'keyless', 'https://keyless.example', 3);
SET LOCAL session_replication_role = replica;
INSERT INTO refusal.endpoint (shop_id, name, url, start_at) VALUES (:acme, 'lost', 'https://lost.example', '0000000000000007-0000000000000001-0000000000000001');
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.sync('sender', 'name, problem'), 'new,- keyless,it has no key lost,RF010: feed position 0000000000000007-0000000000000001-0000000000000001 is not known here. '
          'Resume after 0000000000000000-0000000000000000-0000000000000000.', 'two have a problem, one has none');
SELECT is((SELECT count(*) FROM refusal_internal.cursor JOIN refusal.consumer c USING (consumer_id) JOIN refusal.endpoint e USING (endpoint_id) WHERE e.name = 'keyless'),
          3::bigint, 'a slot each has a place');
UPDATE refusal.endpoint SET start_at = '0000000000000000-0000000000000000-0000000000000000' WHERE name = 'lost';
SELECT is(pg_temp.sync('sender', 'problem'), '- it has no key it has no key', 'both are being solved');
DELETE FROM refusal.endpoint WHERE name IN ('keyless', 'lost');

-- Whose consumers they are.
SELECT is(pg_temp.sync('all_sender', 'endpoint_id, problem'), format('RF005: another role delivers to endpoint %1$s,%1$s RF005: another role delivers to endpoint %2$s,%2$s', :ours, :theirs),
          'what another role delivers this one does not');
DELETE FROM refusal.membership WHERE role_name = pg_temp.role('sender');
SELECT is(pg_temp.sync('sender'), NULL, 'a membership that was taken back');
SELECT alike(pg_temp.sync('all_sender', 'endpoint_id, problem'), format('-,%s %%', :ours), 'the other role goes on');
SELECT is(pg_temp.consumer(:ours), format('deliver-%s sync_all_sender 1 3 {capture}', :ours), 'it is its consumer');
SELECT is(pg_temp.try_as('all_sender', format('SELECT refusal.poll(''deliver-%s'')', :ours)), '0 rows', 'to poll');
SELECT is((SELECT max(upto::text) FROM refusal_internal.cursor JOIN refusal.consumer USING (consumer_id) WHERE endpoint_id = :ours),
          '0000000000000000-0000000000000000-0000000000000007', 'at its place');
SELECT format('ALTER ROLE %I RENAME TO %I', pg_temp.role('nord_sender'), pg_temp.role('renamed')) \gexec
UPDATE refusal.membership SET role_name = pg_temp.role('renamed') WHERE role_name = pg_temp.role('nord_sender');
SELECT is(pg_temp.sync('renamed', 'endpoint_id, problem'), format('-,%s', :theirs), 'a role that was renamed goes on');
SELECT is(pg_temp.consumer(:theirs), format('deliver-%s sync_renamed 1 20 ', :theirs), 'by its new name');
-- People of a role share its consumers.
SELECT format('CREATE ROLE %I IN ROLE %I', pg_temp.role('person'), pg_temp.role('renamed')) \gexec
SELECT is(pg_temp.sync('person', 'endpoint_id, problem'), format('-,%s', :theirs), 'one of the role''s people');
DELETE FROM refusal.endpoint WHERE endpoint_id = :ours;
INSERT INTO refusal.endpoint (shop_id, name, url) VALUES (:nord, 'second', 'https://second.example') RETURNING endpoint_id AS second \gset
SELECT pg_temp.sync('person') \gset synced_
SELECT is(pg_temp.consumer(:second), format('deliver-%s sync_renamed 1 20 ', :second), 'a consumer is the role''s, not the person''s');
SELECT is((SELECT count(*) FROM refusal.sync_endpoints() WHERE endpoint_id IN (:theirs, :second) AND (problem IS NULL OR problem = 'it has no key')), 2::bigint, 'an administrator looks');
SELECT is(pg_temp.consumer(:theirs), format('deliver-%s sync_renamed 1 20 ', :theirs), 'and takes nothing');

SELECT * FROM finish();
ROLLBACK;
