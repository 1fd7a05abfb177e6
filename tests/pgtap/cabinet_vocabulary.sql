-- refusal.cabinet_vocabulary(): the words a shop's refusals are told in.
BEGIN;
SELECT plan(12);
\set p cvoc
\ir fixture/world.inc
\ir fixture/cabinet.inc

UPDATE refusal.parcel SET region = 'ru.north' WHERE number = 'P-1';
SELECT count(pg_temp.record(1)), count(pg_temp.record(2, 'refused', ', courier => ''olga''')), count(pg_temp.record(3)),
       count(pg_temp.record_as('courier', 'nord', 'N-1', 9)) \gset recorded_
UPDATE refusal.facility SET active = false WHERE code = pg_temp.code('FAR');

SELECT pg_temp.peek('cabinet_vocabulary()', 'nord') AS theirs \gset
SELECT is(:'theirs'::jsonb -> 'couriers', '["olga"]', 'another shop has its own couriers');
SELECT is(jsonb_path_exists(:'theirs', format('$.destinations[*] ? (@.code == "%s")', pg_temp.code('OFF'))::jsonpath), false, 'and not this one''s places');
SELECT pg_temp.cabinet('cabinet_vocabulary()') AS words \gset
SELECT is(pg_temp.shape(:'words'), 'actions:array couriers:array destinations:array events:array reasons:array regions:array states:array', 'its parts');
SELECT is(:'words'::jsonb -> 'couriers', '["ivan", "olga"]', 'couriers');
SELECT is(:'words'::jsonb -> 'regions', '["ru.north"]', 'regions');
SELECT is(:'words'::jsonb -> 'actions', '["redeliver", "return", "hold", "ask_shop", "dispose"]', 'actions');
SELECT set_eq(format('SELECT s FROM jsonb_array_elements(%L::jsonb -> ''states'') AS s', :'words'),
              $$SELECT jsonb_build_object('state', state, 'is_terminal', terminal, 'label_en', name_en, 'label_ru', name_ru) FROM refusal.state$$, 'states, in both languages');
SELECT set_eq(format('SELECT r FROM jsonb_array_elements(%L::jsonb -> ''reasons'') AS r', :'words'),
              $$SELECT jsonb_build_object('code', code, 'label_en', name_en, 'label_ru', name_ru) FROM refusal.reason$$, 'reasons, in both languages');
SELECT set_eq(format('SELECT jsonb_array_elements_text(%L::jsonb -> ''events'')', :'words'), 'SELECT DISTINCT event::text FROM refusal.transition', 'events');
SELECT set_eq(format('SELECT d FROM jsonb_array_elements(%L::jsonb -> ''destinations'') AS d', :'words'),
              $$SELECT jsonb_build_object('code', f.code, 'name', f.name, 'kind', f.kind) FROM refusal.facility f JOIN refusal.shop s ON s.code = pg_temp.code('acme')
                WHERE active AND coalesce(f.shop_id = s.shop_id, true)$$, 'places that are open');
SELECT is(jsonb_path_exists(:'words', format('$.destinations[*] ? (@.code == "%s")', pg_temp.code('OFF'))::jsonpath), true, 'its own among them');
SELECT is(jsonb_path_exists(:'words', format('$.destinations[*] ? (@.code == "%s")', pg_temp.code('FAR'))::jsonpath), false, 'none that is shut');

SELECT * FROM finish();
ROLLBACK;
