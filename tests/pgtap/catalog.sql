-- Sweeps of the catalog: what must hold of every function and table of the extension, a new one included.
BEGIN;
SELECT plan(18);
SET LOCAL client_min_messages = warning;

CREATE TEMPORARY VIEW member AS
SELECT d.classid, d.objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
WHERE e.extname = 'pg_refusal' AND d.deptype = 'e';
CREATE TEMPORARY VIEW routine AS
SELECT p.*, l.lanname, p.oid::regprocedure::text AS signature FROM pg_proc p JOIN member m ON m.objid = p.oid AND m.classid = 'pg_proc'::regclass
JOIN pg_language l ON l.oid = p.prolang
-- What a type consists of, and its aggregates, are everyone's who meets a value of it.
WHERE p.proname !~ '^feed_position_' AND p.prokind <> 'a';
CREATE TEMPORARY VIEW relation AS
SELECT c.*, c.oid::regclass::text AS name FROM pg_class c JOIN member m ON m.objid = c.oid AND m.classid = 'pg_class'::regclass;

SELECT cmp_ok((SELECT count(*) FROM routine), '>', 30::bigint, 'there are functions');
SELECT cmp_ok((SELECT count(*) FROM relation), '>', 20::bigint, 'there are tables');

-- Functions.
SELECT is_empty($$SELECT signature FROM routine WHERE pronamespace NOT IN ('refusal'::regnamespace, 'refusal_internal'::regnamespace)$$,
                'functions live in the two schemas');
SELECT is_empty($$SELECT signature FROM routine WHERE obj_description(oid, 'pg_proc') IS NULL$$, 'each has a COMMENT');
SELECT is_empty($$SELECT signature FROM routine WHERE prosecdef$$, 'none is SECURITY DEFINER');
-- In C and without SQL of its own, or with the path pinned inside, where it is not already: row security, planning and
-- every change of a refusal stay cheap.
SELECT set_eq($$SELECT signature FROM routine WHERE coalesce(array_to_string(proconfig, ' ') !~ 'search_path=', true)$$,
    ARRAY['refusal.tick()', 'refusal.maintain()', 'refusal_internal.has_role(name)', 'refusal_internal.announce_network_change()', 'refusal_internal.announce_settings_change()',
          'refusal_internal.announce_free_places()', 'refusal_internal.check_place()', 'refusal_internal.count_places()',
          'refusal_internal.before_change()', 'refusal_internal.after_change()', 'refusal_internal.sees_shop(integer)', 'refusal_internal.sees_supplier(integer,text)',
          'refusal_internal.manages_shop(integer)', 'refusal_internal.works_at(integer)', 'refusal_internal.delivers_shop(integer)', 'refusal_internal.trim_network_changes()',
          'refusal.fire(bigint,text,jsonb,integer,uuid,text,timestamp with time zone)',
          'refusal.plan_route(text,text[],integer,timestamp with time zone,boolean,numeric,numeric)',
          'refusal_internal.event_hash(bytea,bigint,integer,text,text,text,text,name,timestamp with time zone,timestamp with time zone,integer,uuid,jsonb)'],
    'the rest pins its search_path');
SELECT is_empty($$SELECT signature FROM routine WHERE has_function_privilege('public', oid, 'EXECUTE')$$, 'none is PUBLIC''s to call');
SELECT is_empty($$SELECT signature FROM routine WHERE proparallel = 's' AND provolatile = 'v'$$, 'what writes is not parallel safe');
SELECT is_empty($$SELECT signature FROM routine WHERE pronamespace = 'refusal'::regnamespace
                  AND (proargnames IS NULL AND pronargs > 0)$$, 'arguments of the public ones have names');

-- Tables.
SELECT is_empty($$SELECT name FROM relation WHERE relnamespace NOT IN ('refusal'::regnamespace, 'refusal_internal'::regnamespace)$$,
                'tables live in the two schemas');
SELECT is_empty($$SELECT name FROM relation WHERE relkind IN ('r', 'p', 'v') AND obj_description(oid, 'pg_class') IS NULL
                  AND NOT relispartition$$, 'each has a COMMENT');
SELECT is_empty($$SELECT name FROM relation WHERE relkind IN ('r', 'p') AND relnamespace = 'refusal'::regnamespace AND NOT relrowsecurity$$,
                'each public one has row security');
SELECT is_empty($$SELECT name FROM relation WHERE relkind = 'v' AND NOT coalesce(reloptions @> '{security_invoker=true}', false)$$,
                'views run with the caller''s rights');
SELECT is_empty($$SELECT name FROM relation WHERE relkind IN ('r', 'p', 'S', 'v') AND relacl::text ~ '[{,]=[a-zA-Z]'$$, 'PUBLIC has no right on any');
-- A dump carries what holds rows: not the parent of the journal, whose partitions do, nor what never holds any.
SELECT set_eq($$SELECT name FROM relation WHERE relkind IN ('r', 'p', 'S')
                AND oid NOT IN (SELECT unnest(extconfig) FROM pg_extension WHERE extname = 'pg_refusal')$$,
              '{refusal.event,refusal_internal.network_change,refusal_internal.network_changed,refusal_internal.settings_changed,refusal_internal.places_freed}'::text[], 'a dump carries every other');
SELECT is_empty($$SELECT conname FROM pg_constraint WHERE contype = 'f' AND (conrelid IN (SELECT oid FROM relation WHERE relkind = 'p')
                  OR confrelid IN (SELECT oid FROM relation WHERE relkind = 'p') OR conrelid = confrelid)
                  AND conrelid IN (SELECT oid FROM relation)$$, 'no foreign key to or from the journal, nor to its own table');

-- PL/pgSQL and SQL that cannot fail only when it is run.
CREATE EXTENSION plpgsql_check;
SELECT is_empty($$
    SELECT r.signature, c.* FROM routine r LEFT JOIN pg_trigger t ON t.tgfoid = r.oid AND NOT t.tgisinternal AND t.tgparentid = 0,
        LATERAL plpgsql_check_function(r.oid, coalesce(t.tgrelid, 0), fatal_errors => false, extra_warnings => true,
                                       performance_warnings => false, security_warnings => true) AS c
    WHERE r.lanname = 'plpgsql'$$, 'plpgsql_check finds nothing');
SELECT cmp_ok((SELECT count(*) FROM routine WHERE lanname = 'plpgsql'), '>', 5::bigint, 'in several functions');

SELECT * FROM finish();
ROLLBACK;
