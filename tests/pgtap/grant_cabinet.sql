-- refusal.grant_cabinet(): the role of the cabinet's server can do that, and no more.
BEGIN;
SELECT plan(9);
\set p granted
\ir fixture/world.inc
\ir fixture/cabinet.inc

SELECT results_eq($$SELECT actor::text, shop_id, gateway FROM refusal.membership WHERE role_name = 'granted_cabinet'$$,
                  $$VALUES ('shop', NULL::integer, true)$$, 'a gateway, as the shop');
SELECT lives_ok($$SELECT refusal.grant_cabinet('granted_cabinet')$$, 'it may be granted twice');
SELECT is((SELECT count(*) FROM refusal.membership WHERE role_name = 'granted_cabinet'), 1::bigint, 'and is one membership');
SELECT throws_ok($$SELECT refusal.grant_cabinet('nobody_here')$$, '42704', NULL, 'no such role');
SELECT throws_ok($$SELECT refusal.grant_cabinet(NULL)$$, '22023', NULL, 'none');

-- Every function of the cabinet, and no other beyond those of a shop.
SELECT is_empty($$SELECT proname FROM pg_proc WHERE pronamespace = 'refusal'::regnamespace AND proname LIKE 'cabinet\_%'
                  AND NOT has_function_privilege('granted_cabinet', oid, 'EXECUTE')$$, 'it may call all of the cabinet');
SELECT set_eq($$SELECT proname::text FROM pg_proc WHERE pronamespace = 'refusal'::regnamespace AND proname NOT LIKE 'cabinet\_%'
                AND has_function_privilege('granted_cabinet', oid, 'EXECUTE') AND NOT has_function_privilege('granted_shop', oid, 'EXECUTE')$$,
              '{act_for,live_sessions,session,sign_in,sign_out}'::text[], 'and of the rest only what a gateway and signing in need');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace IN ('refusal'::regnamespace, 'refusal_internal'::regnamespace)
                  AND c.relkind IN ('r', 'v', 'p') AND c.relname <> 'cabinet_row'
                  AND has_any_column_privilege('granted_cabinet', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
                  AND NOT has_any_column_privilege('granted_shop', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')$$,
                'it has no table that a shop has not');
SET LOCAL ROLE granted_cabinet;
SELECT throws_ok('SELECT refusal.cabinet_today()', 'RF005', 'a cabinet is one shop''s', 'before act_for() there is no cabinet');

SELECT * FROM finish();
ROLLBACK;
