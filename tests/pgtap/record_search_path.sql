-- refusal.record() under a search_path that means harm: its declaration pins none.
BEGIN;
SELECT plan(7);
\set p record_search_path
\ir fixture/world.inc

-- An operator of each kind that a statement of ours compares with, and each of them cries out.
CREATE SCHEMA record_hostile;
GRANT USAGE ON SCHEMA record_hostile TO PUBLIC;
SELECT format('CREATE FUNCTION record_hostile.cry(%s, %1$s) RETURNS boolean LANGUAGE plpgsql
               AS $f$ BEGIN RAISE EXCEPTION $m$an operator of the caller was called by %%$m$, current_user; END $f$', type)
FROM unnest('{bigint,integer,text,uuid,bytea,name,timestamptz}'::text[]) AS type \gexec
SELECT format('CREATE OPERATOR record_hostile.%s (LEFTARG = %s, RIGHTARG = %2$s, FUNCTION = record_hostile.cry)', operator, type)
FROM unnest('{=,<>,<,<=,>,>=}'::text[]) AS operator,
     unnest('{bigint,integer,text,uuid,bytea,name,timestamptz}'::text[]) AS type \gexec
CREATE FUNCTION record_hostile.records(parcel text, request uuid) RETURNS text LANGUAGE sql
SET search_path = record_hostile, pg_catalog AS $$
    SELECT (refusal.record(pg_temp.code('acme'), parcel, 'refused', request)).state
$$;
SELECT throws_ok($$SELECT 1::bigint OPERATOR(record_hostile.=) 1$$, 'P0001', NULL, 'the operators cry out');

-- What somebody has added is asked as the owner, who must not fall for the caller's path either.
CREATE FUNCTION public.record_agrees(given bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN given = given; END $$;
ALTER TABLE refusal.line ADD CONSTRAINT agreed CHECK (public.record_agrees(refusal_id)) NOT VALID;
CREATE INDEX record_agreed ON refusal.line (public.record_agrees(parcel_id));

SELECT format('SET LOCAL ROLE %I', pg_temp.role('courier')) \gexec
SELECT record_hostile.records('P-1', '11111111-0000-0000-0000-000000000001') AS state \gset recorded_
SELECT record_hostile.records('P-1', '11111111-0000-0000-0000-000000000001') AS state \gset replayed_
SELECT throws_ok($$SELECT record_hostile.records('P-1', '11111111-0000-0000-0000-000000000002')$$, 'RF011', NULL,
                 'nor does a refusal too many');
SELECT (refusal.record(pg_temp.code('acme'), 'P-2', 'refused', '11111111-0000-0000-0000-000000000003')).state \gset other_
RESET ROLE;
SELECT is(:'recorded_state'::text, 'return_planned', 'a refusal calls none of them');
SELECT is(:'replayed_state'::text, 'return_planned', 'nor does its replay');
SELECT is(:'other_state'::text, 'return_planned', 'the plans are good for another path');
SELECT is((SELECT count(*) FROM refusal.line WHERE accepted = 0), 4::bigint, 'the lines are there');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
