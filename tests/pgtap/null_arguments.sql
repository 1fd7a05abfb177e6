-- NULL in each argument of each public function, the others valid: a result, or an error that says what is wrong.
BEGIN;
SET LOCAL client_min_messages = warning;
\set p nulls
SELECT plan((SELECT (1 + sum(pronargs))::integer FROM pg_proc WHERE pronamespace = 'refusal'::regnamespace AND prokind = 'f'));
\ir fixture/world.inc
\ir fixture/hostile.inc

-- Called as a superuser, who is every actor: so that no right stands before the argument.
CREATE FUNCTION pg_temp.with_null(function oid, place integer) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE pg_temp.call_of(function, place, 'NULL');
    RAISE EXCEPTION USING ERRCODE = 'P0099';
EXCEPTION
    WHEN SQLSTATE 'P0099' THEN RETURN 'a result';
    WHEN OTHERS THEN
        RETURN CASE WHEN SQLSTATE IN ('22023', '22004') OR SQLSTATE LIKE 'RF%' THEN 'an error that says what is wrong'
                    ELSE format('%s: %s', SQLSTATE, SQLERRM) END;
END
$$;
SELECT matches(pg_temp.with_null(f.oid, a), '^(a result|an error that says what is wrong)$',
               format('%s, argument %s', f.proname, f.proargnames[a]))
FROM pg_proc f, generate_series(1, f.pronargs) AS a WHERE f.pronamespace = 'refusal'::regnamespace AND f.prokind = 'f' ORDER BY f.proname, a;

-- Every function can be called at all with what is valid here, but for what this world has no case for.
SELECT is_empty($$SELECT proname, e FROM pg_proc f, LATERAL pg_temp.attempt(pg_temp.call_of(f.oid, 0, '')) AS e
                  WHERE f.pronamespace = 'refusal'::regnamespace AND f.prokind = 'f'
                  AND e NOT IN ('a result', 'RF001', 'RF002', 'RF005', 'RF007') AND (proname, e) NOT IN (('ack', 'RF003'), ('nack', 'RF003'), ('bury', 'RF003'), ('discard', 'RF004'),
                      ('call_off_scenario', '55000'))$$,
                'with valid arguments each is called');

SELECT * FROM finish();
ROLLBACK;
