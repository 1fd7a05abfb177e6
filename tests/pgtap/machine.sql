-- The machine as rows: what is installed, what a DBA may add, what is refused when the transaction ends.
BEGIN;
SELECT plan(31);
SET LOCAL client_min_messages = warning;

-- The installed rows are the seed files, to the letter.
CREATE TEMPORARY TABLE states (state text, terminal text, name_en text, name_ru text);
CREATE TEMPORARY TABLE machine (from_state text, event text, to_state text, guard text, actors text);
CREATE TEMPORARY TABLE reasons (code text, parent text, fault text, name_en text, name_ru text);
CREATE TEMPORARY TABLE reason_map (carrier text, code text, reason text);
\copy states FROM 'sql/seed/states.csv' (FORMAT csv, HEADER)
\copy machine FROM 'sql/seed/machine.csv' (FORMAT csv, HEADER)
\copy reasons FROM 'sql/seed/reasons.csv' (FORMAT csv, HEADER)
\copy reason_map FROM 'sql/seed/reason_map.csv' (FORMAT csv, HEADER)
SELECT cmp_ok((SELECT count(*) FROM machine), '>', 100::bigint, 'there is a machine');
SELECT set_eq('SELECT state::text, terminal, name_en::text, name_ru::text FROM refusal.state',
              'SELECT state, terminal::boolean, name_en, name_ru FROM states', 'states');
SELECT set_eq('SELECT from_state::text, event::text, to_state::text, guard, array_to_string(actors, ''|'') FROM refusal.transition',
              'SELECT * FROM machine', 'transitions');
SELECT set_eq('SELECT code::text, parent::text, fault, name_en::text, name_ru::text FROM refusal.reason', 'SELECT * FROM reasons', 'reasons');
SELECT set_eq('SELECT carrier::text, code::text, reason::text FROM refusal.reason_map', 'SELECT * FROM reason_map', 'carriers'' codes');

-- A DBA's own states, transitions and reasons.
CREATE FUNCTION pg_temp.at_commit(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
END
$$;
SELECT lives_ok($$SELECT pg_temp.at_commit($q$
    WITH s AS (INSERT INTO refusal.state (state, terminal, name_en, name_ru) VALUES ('customs', false, 'At customs', 'на таможне'))
    INSERT INTO refusal.transition (from_state, event, to_state, guard, actors) VALUES
        ('held', 'to_customs', 'customs', 'document_given', '{warehouse,supervisor}'),
        ('customs', 'from_customs', 'held', NULL, '{warehouse}')$q$)$$, 'a state with a way in and a way out');
SELECT throws_ok(format('SELECT pg_temp.at_commit(%L)', statement), '23514', NULL, what) FROM (VALUES
    ('a state that nothing leads to', 'INSERT INTO refusal.state (state, terminal, name_en, name_ru) VALUES (''island'', true, ''I'', ''О'')'),
    ('a state with no way to an end', $q$WITH s AS (INSERT INTO refusal.state (state, terminal, name_en, name_ru)
        VALUES ('trap', false, 'Trap', 'ловушка')) INSERT INTO refusal.transition VALUES ('held', 'fall', 'trap', NULL, '{shop}')$q$),
    ('a guard that does not exist', 'UPDATE refusal.transition SET guard = ''full_moon'' WHERE event = ''retract'''),
    ('an actor that does not exist', 'UPDATE refusal.transition SET actors = ''{pirate}'' WHERE event = ''retract'''),
    ('nobody to fire it', 'UPDATE refusal.transition SET actors = ''{}'' WHERE event = ''retract'''),
    ('a way out of an end', 'INSERT INTO refusal.transition VALUES (''voided'', ''revive'', ''refused'', NULL, ''{supervisor}'')'),
    ('another beginning', 'INSERT INTO refusal.transition VALUES (NULL, ''appear'', ''held'', NULL, ''{supervisor}'')'),
    ('no beginning', 'DELETE FROM refusal.transition WHERE from_state IS NULL'),
    ('an end that none is any more', 'UPDATE refusal.state SET terminal = false WHERE state = ''voided'''),
    ('a state that the rest needs', 'DELETE FROM refusal.transition WHERE to_state = ''at_supplier'' AND from_state <> ''at_supplier'''))
    AS bad (what, statement);
SELECT throws_ok($$SELECT pg_temp.at_commit('INSERT INTO refusal.transition VALUES (''held'', ''ready'', ''disputed'', NULL, ''{shop}'')')$$,
                 '23505', NULL, 'two targets for one event');
SELECT throws_ok($$SELECT pg_temp.at_commit('INSERT INTO refusal.transition VALUES (''held'', ''jump'', ''nowhere'', NULL, ''{shop}'')')$$,
                 '23503', NULL, 'a target that does not exist');

-- What was added works.
\set p mach
\ir fixture/world.inc
SELECT lives_ok($$SELECT pg_temp.at_commit('INSERT INTO refusal.reason (code, parent, fault, name_en, name_ru)
    VALUES (''refused.mach_colour'', ''refused'', ''shop'', ''Colour'', ''цвет'')')$$, 'a reason');
CREATE TEMPORARY TABLE held AS SELECT pg_temp.record(20, 'refused.mach_colour') AS r;
SELECT is(r->>'reason', 'refused.mach_colour', 'is a reason') FROM held;
SELECT throws_ok($$SELECT pg_temp.fire('warehouse', r, 'to_customs') FROM held$$, 'RF002', NULL, 'its guard is asked');
SELECT is(pg_temp.fire('warehouse', r, 'to_customs', '{"document": "C-1"}')->>'state', 'customs', 'a transition is one') FROM held;
SELECT is(pg_temp.now_of(r)->>'deadline_at', NULL, 'a state without a deadline') FROM held;
SELECT throws_ok($$DELETE FROM refusal.state WHERE state = 'customs'$$, '23001', NULL, 'a state in use is kept');
SELECT is(pg_temp.fire('warehouse', r, 'from_customs')->>'state', 'held', 'and back') FROM held;
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

-- The tree of reasons.
SELECT throws_ok($$SELECT pg_temp.at_commit('INSERT INTO refusal.reason (code, parent, fault, name_en, name_ru)
    VALUES (''weather.rain'', ''weather'', ''carrier'', ''Rain'', ''дождь'')')$$, '23503', NULL, 'a reason without its parent');
SELECT throws_ok($$SELECT pg_temp.at_commit('INSERT INTO refusal.reason (code, parent, fault, name_en, name_ru)
    VALUES (''refused.x'', ''carrier'', ''carrier'', ''X'', ''X'')')$$, '23514', NULL, 'a parent that its path does not name');
SELECT throws_ok($$SELECT pg_temp.at_commit('DELETE FROM refusal.reason WHERE code = ''refused.contents''')$$, '23503', NULL,
                 'a parent with children');
SELECT throws_ok($$DELETE FROM refusal.reason WHERE code = 'refused.mach_colour'$$, '23001', NULL, 'a reason in use is kept');
SELECT lives_ok($$SELECT pg_temp.at_commit($q$WITH child AS (INSERT INTO refusal.reason (code, parent, fault, name_en, name_ru)
    VALUES ('weather.rain', 'weather', 'carrier', 'Rain', 'дождь')) INSERT INTO refusal.reason (code, fault, name_en, name_ru)
    VALUES ('weather', 'carrier', 'Weather', 'погода')$q$)$$, 'a tree in any order');

SELECT * FROM finish();
ROLLBACK;
