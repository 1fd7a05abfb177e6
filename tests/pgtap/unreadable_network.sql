-- A network that cannot be read is an error of the refusal that needs it, and of nothing after it.
BEGIN;
SELECT plan(5);
\set p unread
\ir fixture/world.inc

CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1) AS r;
GRANT SELECT ON one TO PUBLIC;
SAVEPOINT readable;
ALTER DOMAIN refusal_internal.duration DROP CONSTRAINT duration_check;
UPDATE refusal.facility SET handling_time = '1 month' WHERE code = pg_temp.code('ST');

-- As a function of somebody else's calls it, with statements of its own before and after.
CREATE FUNCTION pg_temp.depart_within() RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    codes text[];
    next text;
BEGIN
    FOR next IN SELECT error_code FROM refusal.fire_many(ARRAY(SELECT (r->>'refusal_id')::bigint FROM one), 'depart') LOOP
        codes := codes || (next || ' ' || current_setting('search_path'));
    END LOOP;
    SELECT codes || error_code INTO codes
    FROM refusal.fire_many(ARRAY(SELECT (r->>'refusal_id')::bigint FROM one), 'depart');
    RETURN codes;
END
$$;
SET LOCAL search_path = public, pg_temp;
SELECT is(pg_temp.one_as('warehouse', 'SELECT pg_temp.depart_within() AS d')->'d', '["22023 public, pg_temp", "22023"]'::jsonb,
          'fire_many() reports it, and whoever called it goes on');
SELECT is(current_setting('search_path'), 'public, pg_temp', 'by the path it had');
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'depart') FROM one$$, '22023', NULL, 'fire() raises it');
SELECT throws_ok('SELECT pg_temp.record(2)', '22023', NULL, 'and so does record()');
ROLLBACK TO readable;
SELECT is(pg_temp.fire('warehouse', r, 'depart')->>'state', 'in_return_transit', 'once it can be read, all goes on') FROM one;

SELECT * FROM finish();
ROLLBACK;
