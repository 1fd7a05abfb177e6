-- A shop sees and does what is its own. Another shop's row is 'no such', by every function and every table.
BEGIN;
SELECT plan(85);
\set p tenant
\ir fixture/world.inc

-- Both shops have what there is to have; nord's facility and parcels are nord's.
INSERT INTO refusal.facility (code, name, kind, shop_id)
SELECT pg_temp.code('NORD'), 'Nord, office', 'shop', shop_id FROM refusal.shop WHERE code = pg_temp.code('nord');
INSERT INTO refusal.lane (from_facility_id, to_facility_id, transit_time)
SELECT a.facility_id, b.facility_id, '1 hour' FROM refusal.facility a, refusal.facility b
WHERE a.code = pg_temp.code('DEP') AND b.code = pg_temp.code('NORD');
CREATE TEMPORARY TABLE ours AS SELECT pg_temp.record(1) AS r;
CREATE TEMPORARY TABLE theirs AS SELECT pg_temp.record_as('courier', 'nord', 'N-1', 1) AS r;
INSERT INTO refusal.scenario (shop_id, version) SELECT shop_id, 1 FROM refusal.shop WHERE code = pg_temp.code('nord')
RETURNING scenario_id AS their_scenario \gset
INSERT INTO refusal.rule (scenario_id, name, action) VALUES (:their_scenario, 'all', 'ask_shop');
SELECT refusal.activate_scenario(:their_scenario) \gset ignored_

-- Tables.
CREATE FUNCTION pg_temp.rows_of(role text, relation text, shop text) RETURNS bigint LANGUAGE sql AS $$
    SELECT (pg_temp.one_as(role, format('SELECT count(*) AS n FROM refusal.%I t %s', relation, CASE
        WHEN relation IN ('refusal', 'shop', 'line', 'route', 'event', 'scenario', 'parcel') THEN format(
            'WHERE t.shop_id = %s', (SELECT shop_id FROM refusal.shop WHERE code = pg_temp.code(rows_of.shop)))
        WHEN relation = 'parcel_line' THEN format('WHERE t.parcel_id IN (%s)', (SELECT string_agg(parcel_id::text, ',')
            FROM refusal.parcel JOIN refusal.shop s USING (shop_id) WHERE s.code = pg_temp.code(rows_of.shop)))
        WHEN relation = 'rule' THEN format('WHERE t.scenario_id IN (%s)', (SELECT string_agg(scenario_id::text, ',')
            FROM refusal.scenario JOIN refusal.shop s USING (shop_id) WHERE s.code = pg_temp.code(rows_of.shop)))
        END))->>'n')::bigint
$$;
SELECT cmp_ok(pg_temp.rows_of('nord', relation, 'nord'), '>', 0::bigint, relation || ': one''s own rows')
FROM unnest('{refusal,shop,line,event,scenario,parcel,parcel_line,rule}'::text[]) AS relation;
SELECT is(pg_temp.rows_of('nord', relation, 'acme'), 0::bigint, relation || ': no other''s')
FROM unnest('{refusal,shop,line,route,event,scenario,parcel,parcel_line,rule}'::text[]) AS relation;
SELECT cmp_ok(pg_temp.rows_of('shop', 'route', 'acme'), '>', 0::bigint, 'routes, as their owner');
SELECT is(pg_temp.one_as('shop', format('SELECT count(*) AS n FROM refusal.facility WHERE code = %L', pg_temp.code('NORD')))->>'n', '0',
          'another shop''s facility');
SELECT is(pg_temp.one_as('shop', format('SELECT count(*) AS n FROM refusal.lane l WHERE l.to_facility_id = %s',
                                        pg_temp.facility('NORD')))->>'n', '0', 'a lane to it');
SELECT throws_ok($$SELECT pg_temp.one_as('shop', 'SELECT * FROM refusal.membership LIMIT 1')$$, '42501', NULL, 'memberships');

-- Writing.
CREATE FUNCTION pg_temp.write(role text, statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    written bigint;
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', pg_temp.role(role));
    EXECUTE statement;
    GET DIAGNOSTICS written = ROW_COUNT;
    RESET ROLE;
    RETURN written;
END
$$;
SELECT is(pg_temp.write('shop', format('UPDATE refusal.shop SET name = ''mine'' WHERE code = %L', pg_temp.code('nord'))), 0::bigint,
          'another shop''s settings');
SELECT is(pg_temp.write('shop', format('UPDATE refusal.refusal SET last_event = ''override'' WHERE refusal_id = %s', r->>'refusal_id')),
          0::bigint, 'another shop''s refusal') FROM theirs;
SELECT throws_ok($$SELECT pg_temp.write('shop', format('INSERT INTO refusal.parcel (shop_id, number, weight_grams) VALUES (%s, ''X'', 1)',
                   (SELECT shop_id FROM refusal.shop WHERE code = pg_temp.code('nord'))))$$, '42501', NULL, 'a parcel of another shop');
SELECT throws_ok(format($$SELECT pg_temp.write('shop', 'INSERT INTO refusal.rule (scenario_id, name, action) VALUES (%s, ''x'', ''hold'')')$$,
                        :their_scenario), '42501', NULL, 'a rule of another shop');
SELECT throws_ok($$SELECT pg_temp.write('shop', format('INSERT INTO refusal.lane (from_facility_id, to_facility_id, transit_time)
                   VALUES (%s, %s, ''1 hour'')', pg_temp.facility('DEP'), pg_temp.facility('SC')))$$, '42501', NULL,
                 'the shared network is not one shop''s');
SELECT throws_ok($$SELECT pg_temp.write('shop', 'INSERT INTO refusal.membership (role_name, actor) VALUES (current_user, ''supervisor'')')$$,
                 '42501', NULL, 'a membership');

-- Every public function that takes a refusal, a shop, a parcel, a facility or a scenario.
CREATE FUNCTION pg_temp.try(call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.all_as('shop', 'SELECT * FROM refusal.' || call);
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.try(format(call, r->>'refusal_id')), 'RF004', call) FROM theirs, unnest(ARRAY[
    'fire(%s, ''override'')', 'allowed_events(%s)', 'decide(%s, ''hold'')', 'override(%s, ''hold'')', 'receive(%s)',
    'grade(%s, 1, ''A'', ''restock'')', 'repack(%s, 1)', 'place(%s, 1, ''A'')', 'explain(%s)']) AS call;
SELECT is(pg_temp.try(format(call, pg_temp.code('nord'))), 'RF004', call) FROM unnest(ARRAY[
    'record(%L, ''N-2'', ''refused'', gen_random_uuid())', 'scan(%L, ''N-1'', ''nowhere'')', 'channel(%L)']) AS call;
SELECT is(pg_temp.try(format(call, :their_scenario)), 'RF004', call)
FROM unnest('{lint_scenario(%s),activate_scenario(%s),call_off_scenario(%s)}'::text[]) AS call;
SELECT is(pg_temp.try(format('%s(%s, ''-infinity'', ''infinity'')', call, :their_scenario)), 'RF004', call)
FROM unnest('{simulate,simulation_summary}'::text[]) AS call;
SELECT is(pg_temp.try(format('plan_route(%L, ARRAY[%L], 1000)', pg_temp.code('DEP'), pg_temp.code('NORD'))), 'RF004', 'plan_route');
SELECT is(pg_temp.try(format('scan(%L, ''P-1'', %L)', pg_temp.code('acme'), pg_temp.code('NORD'))), 'RF004', 'scan at another''s place');
SELECT is(pg_temp.all_as('shop', format('SELECT error_code FROM refusal.fire_many(''{%s}'', ''override'')', r->>'refusal_id'))->>'error_code',
          'RF004', 'fire_many') FROM theirs;
SELECT is(pg_temp.all_as('shop', format('SELECT error_code FROM refusal.plan_many(''{%s}'')', r->>'refusal_id'))->>'error_code',
          'RF004', 'plan_many') FROM theirs;
SELECT is(pg_temp.try(call), '42501', call) FROM unnest('{close_manifest(1),depart_manifest(1),arrive_manifest(1)}'::text[]) AS call;
SELECT is(pg_temp.one_as('shop', 'SELECT refusal.run_due() AS n')->>'n', '0', 'run_due');
SELECT is_empty($$SELECT pg_temp.all_as('shop', 'SELECT * FROM refusal.verify()')$$, 'verify');
-- A consumer of theirs, and a position in the feed.
SELECT pg_temp.one_as('nord', 'SELECT refusal.subscribe(''tenant-theirs'')') \gset ignored_
SELECT is(pg_temp.try(call), 'RF004', call) FROM unnest(ARRAY[
    'unsubscribe(''tenant-theirs'')', 'poll(''tenant-theirs'')', 'redrive(''tenant-theirs'')', 'discard(''tenant-theirs'', 1)',
    'ack(''tenant-theirs'', ''0000000000000000-0000000000000000-0000000000000000'')', 'seek(''tenant-theirs'', ''0000000000000000-0000000000000000-0000000000000000'')',
    'bury(''tenant-theirs'', ''0000000000000000-0000000000000000-0000000000000000'', ''x'')',
    'nack(''tenant-theirs'', ''0000000000000000-0000000000000000-0000000000000000'', ''x'')']) AS call;
SELECT is(pg_temp.try(format(call, pg_temp.code('nord'))), 'RF004', call) FROM unnest(ARRAY[
    'subscribe(''tenant-ours'', shop => %L)', 'read_feed(shop => %L)']) AS call;
SELECT is(pg_temp.one_as('shop', 'SELECT count(*) AS n FROM refusal.' || relation)->>'n', '0', relation || ': no other''s')
FROM unnest('{consumer,stat_consumer,dead_letter}'::text[]) AS relation;
-- An endpoint of theirs.
INSERT INTO refusal.endpoint (shop_id, name, url) SELECT shop_id, 'theirs', 'https://nord.example' FROM refusal.shop WHERE code = pg_temp.code('nord')
RETURNING endpoint_id AS their_endpoint \gset
SELECT refusal.add_endpoint_key(:their_endpoint) \gset ignored_
SELECT key_id AS their_key FROM refusal.endpoint_keys WHERE endpoint_id = :their_endpoint \gset
SELECT is(pg_temp.try(format(call, :their_endpoint, :their_key)), 'RF004', call)
FROM unnest('{add_endpoint_key(%s),"end_endpoint_key(%s, %s)",redrive_endpoint(%s)}'::text[]) AS call;
SELECT is(pg_temp.try(format(call, :their_endpoint, r->>'refusal_id')), '42501', call) FROM theirs, unnest(ARRAY[
    'signing_keys(%s)', 'notification(%2$s, 1)', 'sync_endpoints()', 'report_delivery(%s, 0, ''open'')', 'grant_delivery(current_user)']) AS call;
SELECT is(pg_temp.one_as('shop', 'SELECT count(*) AS n FROM refusal.' || relation)->>'n', '0', relation || ': no other''s')
FROM unnest('{endpoint,endpoint_keys,endpoint_status}'::text[]) AS relation;
-- A function that is not among these is one that this file has forgotten.
SELECT set_eq($$SELECT p.proname::text FROM pg_proc p WHERE p.pronamespace = 'refusal'::regnamespace AND p.prokind <> 'a'$$,
    '{fire,allowed_events,decide,override,receive,grade,repack,place,explain,record,scan,channel,lint_scenario,activate_scenario,
      call_off_scenario,plan_route,plan_many,close_manifest,depart_manifest,arrive_manifest,
      fire_many,run_due,verify,record_many,scan_many,act_for,grant_membership,subscribe,unsubscribe,poll,ack,nack,bury,seek,redrive,
      discard,read_feed,wait_feed,metrics,tick,maintain,simulate,simulation_summary,
      add_endpoint_key,end_endpoint_key,redrive_endpoint,signing_keys,notification,sync_endpoints,report_delivery,grant_delivery}'::text[], 'no public function is left out');

-- A supplier sees the refusals of its own goods, and no shop's anything.
CREATE TEMPORARY TABLE goods AS SELECT pg_temp.record(2, 'refused.contents.quality', ', lines => ''[{"line_no": 1}]''') AS r;
SELECT set_eq($$SELECT (pg_temp.all_as('supplier', 'SELECT refusal_id FROM refusal.refusal')->>'refusal_id')$$,
              $$SELECT r->>'refusal_id' FROM goods$$, 'a supplier: its own goods');
SELECT set_eq($$SELECT DISTINCT pg_temp.all_as('supplier', 'SELECT supplier FROM refusal.line')->>'supplier'$$, '{lumen}'::text[],
              'and its own lines');
SELECT throws_ok($$SELECT pg_temp.one_as('supplier', 'SELECT * FROM refusal.event')$$, '42501', NULL, 'not the journal');
SELECT throws_ok($$SELECT pg_temp.fire('supplier', r, 'accept_return') FROM ours$$, 'RF004', NULL, 'nor acts on others''');

-- A membership for one facility acts there.
SELECT format('CREATE ROLE %I', pg_temp.role('gate')) \gexec
SELECT refusal.grant_membership(pg_temp.role('gate'), 'warehouse', facility => pg_temp.code('SC')) \gset ignored_
SELECT throws_ok($$SELECT pg_temp.fire('gate', r, 'depart') FROM ours$$, 'RF005', NULL, 'not at the depot');
SELECT is(pg_temp.fire('gate', r, 'arrive', jsonb_build_object('facility', pg_temp.code('SC')))->>'state', 'at_sorting', 'but at its own')
FROM ours;

-- What is revoked is gone at once.
DELETE FROM refusal.membership WHERE role_name = pg_temp.role('gate');
SELECT throws_ok($$SELECT pg_temp.fire('gate', r, 'depart') FROM ours$$, 'RF004', NULL, 'without a membership there is nothing');

SELECT * FROM finish();
ROLLBACK;
