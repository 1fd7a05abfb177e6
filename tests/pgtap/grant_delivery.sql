-- refusal.grant_delivery(): a role that delivers, with what that needs and no more.
BEGIN;
SELECT plan(29);
\set p delivery
\ir fixture/world.inc
\ir fixture/endpoint.inc
CREATE TEMPORARY TABLE known AS SELECT pg_temp.record(1) AS r;
CREATE FUNCTION pg_temp.may(role text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT p.proname::text FROM pg_proc p
    WHERE p.pronamespace = 'refusal'::regnamespace AND p.prokind <> 'a' AND has_function_privilege(pg_temp.role(role), p.oid, 'EXECUTE')
$$;
SELECT set_eq($$SELECT pg_temp.may('sender')$$, '{sync_endpoints,signing_keys,notification,report_delivery,poll,ack,nack,bury,tick,channel}'::text[],
              'it may call what pg_refusal deliver calls');
SELECT set_eq($$SELECT format('%s %s', c.oid::regclass, p) FROM pg_class c, unnest('{INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) AS p
                WHERE c.relnamespace IN ('refusal'::regnamespace, 'refusal_internal'::regnamespace) AND c.relkind IN ('r', 'p', 'v')
                AND (has_table_privilege(pg_temp.role('sender'), c.oid, p)
                     OR CASE WHEN p IN ('INSERT', 'UPDATE', 'REFERENCES') THEN has_any_column_privilege(pg_temp.role('sender'), c.oid, p) END)$$,
              '{refusal_internal.delivery_report INSERT,refusal_internal.delivery_report UPDATE}'::text[], 'it writes how it goes, and nothing else');
SELECT set_eq($$SELECT format('%s.%s', c.oid::regclass, a.attname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                WHERE c.oid IN ('refusal.shop'::regclass, 'refusal.refusal'::regclass, 'refusal.parcel'::regclass, 'refusal.event'::regclass)
                AND has_column_privilege(pg_temp.role('sender'), c.oid, a.attnum, 'SELECT')$$,
              '{refusal.shop.shop_id,refusal.shop.code,refusal.shop.channel,refusal.refusal.refusal_id,refusal.refusal.shop_id,refusal.refusal.parcel_id,
                refusal.parcel.parcel_id,refusal.parcel.shop_id,refusal.parcel.number,refusal.parcel.recipient,
                refusal.event.event_id,refusal.event.refusal_id,refusal.event.shop_id,refusal.event.payload}'::text[], 'of the shop''s tables it reads these');
SELECT set_eq($$SELECT c.relname::text FROM pg_class c WHERE c.relnamespace IN ('refusal'::regnamespace, 'refusal_internal'::regnamespace) AND c.relkind IN ('r', 'p')
                AND has_any_column_privilege(pg_temp.role('sender'), c.oid, 'SELECT')$$,
              '{shop,refusal,parcel,event,endpoint,consumer,endpoint_key,delivery_report,cursor,lease,parked_event,tick}'::text[], 'and no other table');

-- As that role.
SELECT is((SELECT a FROM pg_temp.all_as('sender', 'SELECT count(*) AS n, min(shop_id) AS shop FROM refusal.parcel') AS a),
          jsonb_build_object('n', 20, 'shop', :acme), 'it sees its shop''s parcels, and no other''s');
SELECT is(pg_temp.try_as('sender', statement), '42501', statement) FROM unnest(ARRAY['SELECT * FROM refusal.membership', 'SELECT reason FROM refusal.refusal',
    'SELECT * FROM refusal.rule', 'UPDATE refusal.parcel SET recipient = NULL', 'UPDATE refusal.refusal SET state = ''void''', 'UPDATE refusal.shop SET channel = ''x''',
    'SELECT refusal.grant_delivery(current_user)', 'SELECT refusal.redrive(''x'')', 'SELECT refusal.subscribe(''x'')', 'SELECT refusal.verify()']) AS statement;
SELECT is(pg_temp.try_as('sender', 'SELECT refusal.channel(' || quote_literal(pg_temp.code('acme')) || ')'), '1 rows', 'it may listen to its shop');
SELECT is(pg_temp.try_as('sender', 'SELECT refusal.channel(' || quote_literal(pg_temp.code('nord')) || ')'), 'RF004', 'and to no other');
-- Even with every right on every function it acts as nobody.
SELECT format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA refusal, refusal_internal TO %I', pg_temp.role('sender')) \gexec
SELECT format('GRANT SELECT, UPDATE ON refusal.refusal, refusal.endpoint TO %I', pg_temp.role('sender')) \gexec
SELECT is(pg_temp.try_as('sender', format('SELECT refusal.fire(%s, ''sight'')', r->>'refusal_id')), 'RF005', 'no event is its to fire') FROM known;
SELECT is(pg_temp.try_as('sender', format('SELECT refusal.add_endpoint_key(%s)', :ours)), 'RF004', 'no key is its to draw');
SELECT is(pg_temp.try_as('sender', 'UPDATE refusal.endpoint SET allow_private = true'), '0 rows', 'no endpoint is its to change');

-- The call.
SELECT format('CREATE ROLE %I', pg_temp.role('new')) \gexec
SELECT is((SELECT (m.role_name, m.actor, m.shop_id)::text FROM refusal.grant_delivery(pg_temp.role('new'), pg_temp.code('nord')) AS m),
          format('(%s,listener,%s)', pg_temp.role('new'), :nord), 'a row of membership');
SELECT is((refusal.grant_delivery(pg_temp.role('new'), pg_temp.code('nord'))).membership_id,
          (SELECT membership_id FROM refusal.membership WHERE role_name = pg_temp.role('new')), 'twice is once');
SELECT is((refusal.grant_delivery(pg_temp.role('new'))).shop_id, NULL, 'without a shop: every one');
SELECT throws_ok($$SELECT refusal.grant_delivery('no_such_role')$$, '42704', 'role "no_such_role" does not exist', 'no such role');
SELECT throws_ok(format($$SELECT refusal.grant_delivery(%L, 'nowhere')$$, pg_temp.role('new')), 'RF004', 'shop "nowhere" does not exist', 'no such shop');
SELECT throws_ok($$SELECT refusal.grant_delivery(NULL)$$, '22023', 'argument "role_name" must not be null', 'null');
SELECT throws_ok(format($$SELECT refusal.grant_membership(%L, 'listener')$$, pg_temp.role('new')), '22023', 'a listener needs other rights', 'grant_membership() is for the others');
SELECT throws_ok(format($$INSERT INTO refusal.membership (role_name, actor, gateway) VALUES (%L, 'listener', true)$$, pg_temp.role('new')), '23514', NULL,
                 'a listener is no gateway');
SELECT throws_ok($$SELECT pg_temp.one_as('shop', 'SELECT refusal.grant_delivery(current_user)')$$, '42501', NULL, 'for administrators');

SELECT * FROM finish();
ROLLBACK;
