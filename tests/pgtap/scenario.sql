-- Scenarios: activation, and that what has been activated never changes.
BEGIN;
SELECT plan(82);

SELECT has_function('refusal', 'activate_scenario', ARRAY['integer', 'timestamp with time zone']);

INSERT INTO refusal.shop (code, name) VALUES ('sc-ours', 'Ours'), ('sc-theirs', 'Theirs');
SELECT shop_id AS ours FROM refusal.shop WHERE code = 'sc-ours' \gset
SELECT shop_id AS theirs FROM refusal.shop WHERE code = 'sc-theirs' \gset
INSERT INTO refusal.facility (code, name, kind, shop_id, active) VALUES
    ('sc-ff', 'Open', 'fulfilment', NULL, true), ('sc-closed', 'Closed', 'storage', NULL, false),
    ('sc-theirs', 'Theirs', 'fulfilment', :theirs, true);

-- A draft of the shop with one rule per element: {"column": value, …}; the action is ask_shop where none is given.
CREATE FUNCTION pg_temp.draft(shop integer, rules jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    created integer;
BEGIN
    INSERT INTO refusal.scenario (shop_id, version)
    SELECT shop, 1 + coalesce(max(version), 0) FROM refusal.scenario WHERE shop_id = shop
    RETURNING scenario_id INTO created;
    INSERT INTO refusal.rule (scenario_id, name, action, default_action, reason, value, weight, attempt, weekdays,
                              destinations, destination_kind)
    SELECT created, 'Rule ' || row_number() OVER (), coalesce(r.action, 'ask_shop'), r.default_action, r.reason, r.value,
           r.weight, r.attempt, r.weekdays, r.destinations, r.destination_kind
    FROM jsonb_populate_recordset(NULL::refusal.rule, rules) r;
    RETURN created;
END
$$;
CREATE FUNCTION pg_temp.errors_of(rules jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    PERFORM refusal.activate_scenario(pg_temp.draft((SELECT shop_id FROM refusal.shop WHERE code = 'sc-ours'), rules));
    RAISE SQLSTATE 'P0004' USING DETAIL = 'none';
EXCEPTION WHEN SQLSTATE 'RF007' OR SQLSTATE 'P0004' THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN regexp_replace(detail, 'Rule(s?) [0-9]+( and [0-9]+)?', 'Rule\1 N', 'g');
END
$$;

-- What keeps a draft from being activated.
SELECT is(pg_temp.errors_of(rules::jsonb), errors, description)
FROM (VALUES
    ('[{}]', 'none', 'one rule without conditions is enough'),
    ('[]', 'No rule is without conditions: there must be one, for what no other rule matches.'
     ' There are refusals that no rule matches.', 'no rule at all'),
    ('[{"reason":"refused"}]',
     'No rule is without conditions: there must be one, for what no other rule matches.'
     ' There are refusals that no rule matches.', 'no catch-all'),

    ('[{},{}]', 'Rules N are both without conditions: there must be one such rule.', 'two catch-alls'),
    ('[{},{"value":"[0,)","weight":"(,)","attempt":"[1,)","weekdays":[1,2,3,4,5,6,7]}]',
     'Rules N are both without conditions: there must be one such rule.',
     'conditions that everything meets are none'),
    ('[{"value":"[0,Infinity)"}]', 'none', 'nor is one up to infinity'),
    ('[{},{"value":"[100,)"}]', 'none', 'a range that excludes something is a condition'),
    ('[{"action":"return"}]', 'Rule N returns, but names neither a destination nor a kind.',
     'a return to nowhere'),
    ('[{"action":"hold","default_action":"return"}]', 'Rule N returns, but names neither a destination nor a kind.',
     'a return to nowhere by default'),
    ('[{"action":"return","destinations":["sc-ff"]}]', 'none', 'a return to a facility'),
    ('[{"action":"return","destination_kind":"fulfilment"}]', 'none', 'a return to a kind'),
    ('[{"action":"return","destination_kind":"supplier"}]', 'none', 'a return to whoever supplied it'),
    ('[{"action":"return","destinations":["sc-none"]}]',
     'Rule N: facility "sc-none" does not exist for this shop.', 'an unknown destination'),
    ('[{"action":"return","destinations":["sc-theirs"]}]',
     'Rule N: facility "sc-theirs" does not exist for this shop.', 'another shop''s destination'),
    ('[{"action":"return","destinations":["sc-closed","sc-ff"]}]', 'Rule N: facility "sc-closed" is not active.',
     'an inactive destination'),
    ('[{"action":"return","destinations":["sc-ff"],"destination_kind":"storage"}]',
     'Rule N: none of its destinations is of kind storage.', 'destinations of another kind'),
    ('[{"action":"return","destination_kind":"pickup_point"}]',
     'Rule N: there is no active facility of kind pickup_point.', 'a kind of which there is none'),
    ('[{},{"value":"empty"}]', 'Rule N can match no refusal: its condition on value is empty.', 'an empty range'),
    ('[{},{"value":"[10,10)"}]', 'Rule N can match no refusal: its condition on value is empty.', 'a range of nothing'),
    ('[{},{"value":"(10.00,10.01)"}]', 'Rule N can match no refusal: its condition on value is empty.',
     'a range between two kopecks'),
    ('[{},{"value":"(10.001,10.011)"}]', 'none', 'a range around one kopeck'),
    ('[{},{"attempt":"[,1)"}]', 'Rule N can match no refusal: its condition on attempt is empty.',
     'an attempt before the first'),
    ('[{},{"weekdays":[]}]', 'Rule N can match no refusal: its condition on weekdays is empty.',
     'no day of the week'),
    ('[{"reason":"refused","weight":"empty"},{"action":"return","reason":"carrier"}]',
     'No rule is without conditions: there must be one, for what no other rule matches. '
     'There are refusals that no rule matches. Rule N can match no refusal: its condition on weight is empty. '
     'Rule N returns, but names neither a destination nor a kind.', 'every error is named')
) AS given (rules, errors, description);
SELECT throws_ok(format('SELECT refusal.activate_scenario(%s)', pg_temp.draft(:ours, '[]')), 'RF007', NULL,
                 'a draft with errors is not activated');
SELECT pg_temp.draft(:ours, (SELECT jsonb_agg(jsonb_build_object('value', 'empty')) FROM generate_series(1, 99))) AS long \gset
CREATE FUNCTION pg_temp.refusal_to_activate(scenario integer, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refusal.activate_scenario(scenario);
EXCEPTION WHEN SQLSTATE 'RF007' THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END
$$;
SELECT detail AS long_detail, hint AS long_hint FROM pg_temp.refusal_to_activate(:long) \gset
SELECT is(:'long_hint', format('SELECT * FROM refusal.lint_scenario(%s) shows each with a refusal that it concerns.', :long),
          'the hint says where to look');
SELECT ok(length(:'long_detail') < 1000, 'a long list of errors is cut');
SELECT is(substring(:'long_detail', ' And [0-9]+ more\.$'),
          format(' And %s more.', 101 - regexp_count(:'long_detail', '(No rule|There are|Rule [0-9]+ can)')),
          'and says how many it leaves out');

-- The order of activations.
SELECT pg_temp.draft(:ours, '[{}]') AS first, pg_temp.draft(:ours, '[{}]') AS second,
       pg_temp.draft(:ours, '[{}]') AS third, pg_temp.draft(:ours, '[{}]') AS fourth,
       pg_temp.draft(:theirs, '[{}]') AS foreign_one \gset
CREATE FUNCTION pg_temp.in_force(shop integer, at timestamptz) RETURNS integer LANGUAGE sql AS
    $$SELECT scenario_id FROM refusal.scenario WHERE shop_id = shop AND status <> 'draft' AND valid @> at$$;

SELECT is(pg_temp.in_force(:ours, now()), NULL, 'a draft is not in force');
SELECT is((a.scenario_id, a.status, a.valid), (:first, 'active'::text, tstzrange(now(), NULL)), 'the first is in force from now on')
FROM refusal.activate_scenario(:first) a;
SELECT is((refusal.activate_scenario(:foreign_one)).valid, tstzrange(now(), NULL), 'another shop''s is its own');
SELECT is((refusal.activate_scenario(:second, now() + interval '2 days')).valid,
          tstzrange(now() + interval '2 days', NULL), 'the second is scheduled');
SELECT is((SELECT (status, valid) FROM refusal.scenario WHERE scenario_id = :first),
          ('active'::text, tstzrange(now(), now() + interval '2 days')), 'the first is in force until then');
SELECT is((refusal.activate_scenario(:third, now() + interval '1 day')).valid,
          tstzrange(now() + interval '1 day', now() + interval '2 days'), 'the third comes between them');
SELECT is((SELECT array_agg(pg_temp.in_force(:ours, now() + d * interval '12 hours') ORDER BY d)
           FROM generate_series(-1, 5) d),
          ARRAY[NULL, :first, :first, :third, :third, :second, :second]::integer[], 'one is in force at any instant');
SELECT is((refusal.activate_scenario(:fourth, now() - interval '1 year')).valid,
          tstzrange(now(), now() + interval '1 day'), 'a time in the past is now');
SELECT is((SELECT (status, isempty(valid)) FROM refusal.scenario WHERE scenario_id = :first), ('retired'::text, true),
          'what it replaced at once is retired');
SELECT is(pg_temp.in_force(:theirs, now()), :foreign_one, 'another shop''s is not touched');

SELECT throws_ok(format('SELECT refusal.activate_scenario(%s)', :first), '55000',
                 format('scenario %s has been activated before', :first), 'a retired one stays retired');
SELECT throws_ok(format('SELECT refusal.activate_scenario(%s)', :fourth), '55000', NULL,
                 'one that has begun is not activated again');
-- What is scheduled can be put off and called off; what it would have ended goes on.
CREATE FUNCTION pg_temp.calendar(shop integer) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s from %s', scenario_id, to_char(lower(valid) - now(), 'FMDD')), ', ' ORDER BY valid)
        || CASE WHEN max(upper(valid)) IS NULL OR bool_or(upper_inf(valid)) THEN '' ELSE ', then none' END
    FROM refusal.scenario WHERE shop_id = shop AND status = 'active' AND NOT isempty(valid)
$$;
SELECT is(pg_temp.calendar(:ours), format('%s from 0, %s from 1, %s from 2', :fourth, :third, :second), 'three in a row');
SELECT is((refusal.activate_scenario(:third, now() + interval '3 days')).valid,
          tstzrange(now() + interval '3 days', NULL), 'the next one is put off beyond the last');
SELECT is(pg_temp.calendar(:ours), format('%s from 0, %s from 2, %s from 3', :fourth, :second, :third),
          'the first goes on until the one that is next now');
SELECT is((refusal.activate_scenario(:second, now() + interval '1 day')).valid,
          tstzrange(now() + interval '1 day', now() + interval '3 days'), 'another is brought forward');
SELECT is((SELECT (status, isempty(valid)) FROM refusal.call_off_scenario(:second)), ('retired'::text, true),
          'one is called off');
SELECT is(pg_temp.calendar(:ours), format('%s from 0, %s from 3', :fourth, :third), 'the one before it goes on');
SELECT is((refusal.call_off_scenario(:third)).status, 'retired', 'the last is called off');
SELECT is(pg_temp.calendar(:ours), format('%s from 0', :fourth), 'and the first has no end again');
SELECT throws_ok(format('SELECT refusal.call_off_scenario(%s)', scenario), '55000',
                 format('scenario %s is not scheduled', scenario), description)
FROM (VALUES (:fourth, 'one that has begun is not called off'), (:third, 'nor one twice'),
             (pg_temp.draft(:ours, '[{}]'), 'nor a draft')) AS given (scenario, description);
SELECT throws_ok('SELECT refusal.call_off_scenario(-1)', 'RF004', 'scenario -1 does not exist', 'nor an unknown one');
SELECT throws_ok('SELECT refusal.call_off_scenario(NULL)', '22023', 'argument "scenario_id" must not be null',
                 'nor a null one');
SELECT throws_ok(format('SELECT refusal.activate_scenario(%s)', :second), '55000', NULL,
                 'what was called off is not activated again');

-- A facility that closes.
SELECT pg_temp.draft(:ours, '[{"action":"return","destinations":["sc-ff"]}]') AS closing,
       pg_temp.draft(:ours, '[{}]') AS later \gset
SELECT is((SELECT count(*) FROM refusal.lint_scenario(:closing)), 0::bigint, 'a draft without findings');
SELECT lives_ok(format($$SELECT refusal.activate_scenario(%s, now() + interval '5 days')$$, :closing), 'it is scheduled');
UPDATE refusal.facility SET active = false WHERE code = 'sc-ff';
SELECT throws_ok(format($$SELECT refusal.activate_scenario(%s, now() + interval '6 days')$$, :closing), 'RF007', NULL,
                 'a facility closed since keeps it from being put off');
SELECT throws_ok(format('SELECT refusal.activate_scenario(%s)', pg_temp.draft(:ours,
                 '[{"action":"return","destinations":["sc-ff"]}]')), 'RF007', NULL, 'and another from being activated');
UPDATE refusal.facility SET active = true WHERE code = 'sc-ff';
SELECT is((refusal.call_off_scenario(:closing)).status, 'retired', 'it is called off');

SELECT throws_ok('SELECT refusal.activate_scenario(-1)', 'RF004', 'scenario -1 does not exist', 'an unknown one');
SELECT throws_ok('SELECT refusal.activate_scenario(NULL)', '22023', 'argument "scenario_id" must not be null',
                 'a null one');
SELECT throws_ok(format($$SELECT refusal.activate_scenario(%s, 'infinity')$$, pg_temp.draft(:ours, '[{}]')), '22023',
                 'argument "at" must be finite', 'never');

-- What has been activated.
SELECT throws_ok(statement, '55000', message, description)
FROM (VALUES
    (format('UPDATE refusal.rule SET rank = 1 WHERE scenario_id = %s', :fourth),
     format('rules of scenario %s cannot be changed', :fourth), 'its rules cannot be changed'),
    (format('DELETE FROM refusal.rule WHERE scenario_id = %s', :fourth),
     format('rules of scenario %s cannot be changed', :fourth), 'nor deleted'),
    (format($$INSERT INTO refusal.rule (scenario_id, name, action) VALUES (%s, 'x', 'hold')$$, :fourth),
     format('rules of scenario %s cannot be changed', :fourth), 'nor added to'),
    (format('UPDATE refusal.rule SET scenario_id = %s WHERE scenario_id = %s', :fourth, pg_temp.draft(:ours, '[{}]')),
     format('rules of scenario %s cannot be changed', :fourth), 'nor moved in'),
    (format('UPDATE refusal.scenario SET version = 99 WHERE scenario_id = %s', :fourth),
     format('scenario %s cannot be changed', :fourth), 'its version stays'),
    (format($$UPDATE refusal.scenario SET status = 'draft', valid = NULL WHERE scenario_id = %s$$, :fourth),
     format('scenario %s cannot be changed', :fourth), 'it is no draft again'),
    (format($$UPDATE refusal.scenario SET valid = tstzrange(lower(valid) - interval '1 day', NULL) WHERE scenario_id = %s$$, :fourth),
     format('scenario %s cannot be changed', :fourth), 'its beginning is not moved'),
    (format('DELETE FROM refusal.scenario WHERE scenario_id = %s', :fourth),
     format('scenario %s cannot be deleted', :fourth), 'it is not deleted'),
    (format($$INSERT INTO refusal.scenario (shop_id, version, status, valid) VALUES (%s, 99, 'active', '[2020-01-01,)')$$,
            :ours), 'a scenario begins as a draft', 'none begins in force')
) AS forbidden (statement, message, description);

-- What pg_dump writes is kept to the letter, and then guarded like the rest.
INSERT INTO refusal.shop (code, name) VALUES ('sc-restored', 'Restored');
SET LOCAL row_security = off;
SELECT lives_ok($$INSERT INTO refusal.scenario (scenario_id, shop_id, version, status, valid)
                  SELECT -7, shop_id, 1, 'active', '[2020-01-01,)' FROM refusal.shop WHERE code = 'sc-restored'$$,
                'a restore writes a scenario that is in force');
SELECT lives_ok($$INSERT INTO refusal.rule (scenario_id, name, action) VALUES (-7, 'All', 'hold')$$,
                'and the rules it has');
RESET row_security;
SELECT throws_ok($$UPDATE refusal.scenario SET valid = '[2020-01-01,2021-01-01)' WHERE scenario_id = -7$$, '55000', NULL,
                 'what has been in force is not ended in the past');
SELECT throws_ok($$UPDATE refusal.scenario SET valid = 'empty' WHERE scenario_id = -7$$, '55000', NULL,
                 'nor called off');
SELECT lives_ok($$UPDATE refusal.scenario SET valid = tstzrange('2020-01-01', now()) WHERE scenario_id = -7$$,
                'it is ended now');

SELECT throws_ok(format($$UPDATE refusal.scenario SET status = 'active', valid = '[2040-01-01,2041-01-01)'
                          WHERE scenario_id = %s$$, pg_temp.draft(:ours, '[]')), 'RF007', NULL,
                 'an UPDATE does not get round the errors');
SELECT lives_ok(format('DELETE FROM refusal.scenario WHERE scenario_id = %s', pg_temp.draft(:ours, '[{}]')),
                'a draft is deleted with its rules');

-- Facilities and vocabulary.
SELECT throws_ok($$DELETE FROM refusal.facility WHERE code = 'sc-ff'$$, '23001', 'facility "sc-ff" cannot be deleted',
                 'a facility is not deleted');
SELECT throws_ok($$UPDATE refusal.facility SET code = 'sc-other' WHERE code = 'sc-ff'$$, '23001',
                 'id, code and kind of facility "sc-ff" cannot be changed', 'nor renamed');
SELECT lives_ok($$UPDATE refusal.facility SET active = false, name = 'Gone' WHERE code = 'sc-ff'$$, 'but closed down');

SELECT * FROM finish();
ROLLBACK;
