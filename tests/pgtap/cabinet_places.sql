-- refusal.cabinet_places(): the places of the network as a shop sees it.
BEGIN;
SELECT plan(4);
\set p cplace
\ir fixture/world.inc
\ir fixture/cabinet.inc

UPDATE refusal.facility SET latitude = 55.75, longitude = 37.62, region = 'central.moscow' WHERE code = pg_temp.code('DEP');
CREATE FUNCTION pg_temp.place(list jsonb, name text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT p FROM jsonb_array_elements(list) AS p WHERE p ->> 'code' = pg_temp.code(name)
$$;
SELECT is(pg_temp.place(pg_temp.peek('cabinet_places()', 'nord'), 'OFF'), NULL, 'another shop does not see this one''s');
SELECT pg_temp.cabinet('cabinet_places()') AS places \gset
SELECT is(pg_temp.place(:'places', 'DEP'), jsonb_build_object('code', pg_temp.code('DEP'), 'name', 'DEP', 'kind', 'depot', 'region', 'central.moscow',
    'latitude', 55.75, 'longitude', 37.62, 'mine', false), 'a place of all shops');
SELECT is(pg_temp.place(:'places', 'OFF'), jsonb_build_object('code', pg_temp.code('OFF'), 'name', 'OFF', 'kind', 'shop', 'region', NULL,
    'latitude', NULL, 'longitude', NULL, 'mine', true), 'one of its own');
SELECT is(jsonb_array_length(:'places') >= 7, true, 'all of them');

SELECT * FROM finish();
ROLLBACK;
