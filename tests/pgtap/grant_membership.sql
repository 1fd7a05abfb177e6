-- refusal.grant_membership(): makes a database role an actor, with what that actor needs and no more.
BEGIN;
SELECT plan(16);
\set p grant
\ir fixture/world.inc

SELECT format('CREATE ROLE %I', pg_temp.role('new')) \gexec
SELECT is((refusal.grant_membership(pg_temp.role('new'), 'shop', pg_temp.code('acme'))).actor::text, 'shop', 'a row of membership');
SELECT is((refusal.grant_membership(pg_temp.role('new'), 'shop', pg_temp.code('acme'))).membership_id,
          (SELECT membership_id FROM refusal.membership WHERE role_name = pg_temp.role('new')), 'twice is once');
SELECT throws_ok(format($$SELECT refusal.grant_membership(%L, 'pirate')$$, pg_temp.role('new')), '23514', NULL, 'no such actor');
SELECT throws_ok(format($$SELECT refusal.grant_membership(%L, 'system')$$, pg_temp.role('new')), '23514', NULL, 'nobody is the system');
SELECT throws_ok($$SELECT refusal.grant_membership('no_such_role', 'shop')$$, '42704', NULL, 'no such role');
SELECT throws_ok(format($$SELECT refusal.grant_membership(%L, 'shop', 'nowhere')$$, pg_temp.role('new')), 'RF004', NULL, 'no such shop');
SELECT throws_ok(format($$SELECT refusal.grant_membership(%L, 'warehouse', facility => 'nowhere')$$, pg_temp.role('new')), 'RF004', NULL,
                 'no such facility');
SELECT throws_ok(format($$SELECT refusal.grant_membership(%L, 'shop', supplier => 'lumen')$$, pg_temp.role('new')), '23514', NULL,
                 'only a supplier is one');
SELECT throws_ok(format($$SELECT refusal.grant_membership(%L, 'shop', %L, gateway => true)$$, pg_temp.role('new'), pg_temp.code('acme')),
                 '23514', NULL, 'a gateway is for every shop');
SELECT throws_ok($$SELECT pg_temp.one_as('shop', 'SELECT refusal.grant_membership(current_user, ''supervisor'')')$$, '42501', NULL,
                 'for administrators');

-- What each actor may call.
CREATE FUNCTION pg_temp.may(role text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT p.proname::text FROM pg_proc p
    WHERE p.pronamespace = 'refusal'::regnamespace AND p.prokind <> 'a' AND has_function_privilege(pg_temp.role(role), p.oid, 'EXECUTE')
$$;
SELECT set_eq($$SELECT pg_temp.may('supplier')$$, '{fire,fire_many,allowed_events}'::text[], 'a supplier');
SELECT set_eq($$SELECT pg_temp.may('warehouse')$$, '{fire,fire_many,allowed_events,scan,scan_many,receive,grade,repack,place,
    plan_route,plan_many,close_manifest,depart_manifest,arrive_manifest,explain,channel,verify,run_due,
    subscribe,unsubscribe,poll,ack,nack,bury,seek,redrive,discard,read_feed,wait_feed,metrics,tick}'::text[], 'a warehouse');
SELECT set_eq($$SELECT pg_temp.may('courier')$$, $$SELECT pg_temp.may('warehouse') UNION SELECT unnest('{record,record_many}'::text[])$$,
              'a courier');
SELECT set_eq($$SELECT pg_temp.may('shop')$$,
              $$SELECT pg_temp.may('courier') EXCEPT SELECT unnest('{close_manifest,depart_manifest,arrive_manifest}'::text[])
                UNION SELECT unnest('{decide,override,activate_scenario,call_off_scenario,lint_scenario,simulate,simulation_summary,
                    add_endpoint_key,end_endpoint_key,redrive_endpoint}'::text[])$$, 'a shop');
SELECT set_eq($$SELECT pg_temp.may('supervisor')$$, $$SELECT pg_temp.may('shop') UNION SELECT pg_temp.may('courier')$$, 'a supervisor');
SELECT set_eq($$SELECT relname::text FROM pg_class c WHERE relnamespace = 'refusal_internal'::regnamespace AND relkind IN ('r', 'p')
    AND has_table_privilege(pg_temp.role('supervisor'), c.oid, 'SELECT')$$, '{cursor,lease,parked_event,tick,journal_start,retention,delivery_report}'::text[],
    'of the inside, what metrics(), verify() and the views of consumers and endpoints show');

SELECT * FROM finish();
ROLLBACK;
