-- refusal.fire() under a search_path that means harm: its declaration pins none.
BEGIN;
SELECT plan(5);
\set p fire_search_path
\ir fixture/world.inc
SELECT pg_temp.record(1)->>'refusal_id' AS id \gset

-- An operator of each kind that a statement of ours compares with, and each of them cries out.
CREATE SCHEMA fire_hostile;
GRANT USAGE ON SCHEMA fire_hostile TO PUBLIC;
SELECT format('CREATE FUNCTION fire_hostile.cry(%s, %1$s) RETURNS boolean LANGUAGE plpgsql
               AS $f$ BEGIN RAISE EXCEPTION $m$an operator of the caller was called by %%$m$, current_user; END $f$', type)
FROM unnest('{bigint,integer,text,uuid,bytea,name,timestamptz}'::text[]) AS type \gexec
SELECT format('CREATE OPERATOR fire_hostile.%s (LEFTARG = %s, RIGHTARG = %2$s, FUNCTION = fire_hostile.cry)', operator, type)
FROM unnest('{=,<>,<,<=,>,>=}'::text[]) AS operator,
     unnest('{bigint,integer,text,uuid,bytea,name,timestamptz}'::text[]) AS type \gexec
CREATE FUNCTION fire_hostile.fires(refusal_id bigint, event text, request uuid) RETURNS text LANGUAGE sql
SET search_path = fire_hostile, pg_catalog AS $$
    SELECT (refusal.fire(refusal_id, event, request_id => request)).state
$$;
SELECT throws_ok($$SELECT 1::bigint OPERATOR(fire_hostile.=) 1$$, 'P0001', NULL, 'the operators cry out');

SELECT format('SET LOCAL ROLE %I', pg_temp.role('warehouse')) \gexec
SELECT fire_hostile.fires(:id, 'depart', '11111111-0000-0000-0000-000000000001') AS state \gset fired_
SELECT fire_hostile.fires(:id, 'depart', '11111111-0000-0000-0000-000000000001') AS state \gset replayed_
SELECT (refusal.fire(:id, 'arrive')).state \gset arrived_
RESET ROLE;
SELECT is(:'fired_state'::text, 'in_return_transit', 'an event, with its request, calls none of them');
SELECT is(:'replayed_state'::text, 'in_return_transit', 'nor does its replay');
SELECT is(:'arrived_state'::text, 'at_sorting', 'the plans are good for another path');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
