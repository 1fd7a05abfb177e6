-- refusal.simulate and simulation_summary: a scenario on what has been decided.
BEGIN;
SELECT plan(51);
\set refusals 3000
\ir fixture/history.inc

SELECT has_function('refusal', 'simulate', '{integer,timestamptz,timestamptz,text}'::text[]);
SELECT is(:errors, 0, 'a history was made');

-- What the journal says was decided, by its own rows.
CREATE TEMPORARY TABLE journal AS
SELECT e.refusal_id, e.payload ->> 'action' AS action, (e.payload ->> 'rule')::integer AS rule, f.code AS destination, t.cost AS way,
       (e.payload #>> '{facts,attempt}')::integer AS attempt, e.payload ? 'default_of' AS fell_back, e.event, e.recorded_at,
       e.payload -> 'facts' AS facts, t.legs, t.breakdown
FROM refusal.event e LEFT JOIN refusal.route t ON t.event_id = e.event_id
LEFT JOIN refusal.facility f ON f.facility_id = t.destination_id
WHERE e.shop_id = :sim AND e.from_state = 'refused' AND e.event IN ('plan_return', 'plan_redelivery', 'hold', 'ask_shop', 'write_off');
GRANT SELECT ON journal TO PUBLIC;
SELECT ok(count(*) > 100, format('it is rich: %s %s', kind, count(*)))
FROM (SELECT unnest(ARRAY[action, CASE WHEN attempt > 1 THEN 'attempts' END, CASE WHEN fell_back THEN 'defaults' END,
    CASE WHEN fell_back AND action = 'ask_shop' THEN 'no default' END, CASE WHEN facts ->> 'outcome' = 'partial' THEN 'partial' END,
    CASE WHEN event = 'plan_return' AND action = 'redeliver' THEN 'to the depot first' END,
    CASE WHEN (breakdown ->> 'sorting')::numeric > 0 THEN 'sorted' END, CASE WHEN (breakdown ->> 'storage')::numeric > 0 THEN 'timetables' END,
    CASE WHEN (breakdown ->> 'value_loss')::numeric > 0 THEN 'value lost' END]) AS kind FROM journal) AS k
WHERE kind IS NOT NULL GROUP BY kind ORDER BY kind;

SET LOCAL ROLE sim_shop;
CREATE TEMPORARY TABLE replayed AS
SELECT 1 AS version, s.* FROM refusal.simulate(:first, :'first_since', :'first_until') AS s
UNION ALL SELECT 2, s.* FROM refusal.simulate(:second, :'second_since', :'second_until') AS s;

-- The scenario that was in force would have decided what was decided.
SELECT is_empty($$SELECT * FROM replayed WHERE (action_was, destination_was, cost_was, rule_was)
                  IS DISTINCT FROM (action_now, destination_now, cost_now, rule_now)$$, 'on its own period a scenario is history');
SELECT bag_eq('SELECT refusal_id, attempt, action_was, destination_was, rule_was, decided_at FROM replayed',
              'SELECT refusal_id, attempt, action, destination::text, rule, recorded_at FROM journal',
              'each decision of the journal, as it was');
SELECT is_empty($$SELECT * FROM replayed s JOIN journal j USING (refusal_id, attempt)
                  WHERE s.action_was <> 'redeliver' AND s.cost_was IS DISTINCT FROM j.way$$, 'and its cost');
SELECT is((SELECT count(*) FROM replayed s JOIN refusal.refusal r USING (refusal_id, attempt)
           WHERE r.state = 'redelivery_planned' AND s.cost_was + r.cost_actual = r.cost_planned),
          (SELECT nullif(count(*), 0) FROM refusal.refusal WHERE state = 'redelivery_planned'), 'a redelivery costs what was planned for it');
SELECT isnt_empty($$SELECT * FROM replayed s JOIN refusal.refusal r USING (refusal_id) WHERE s.action_was = 'return' AND r.action = 'hold'$$,
                  'what the shop decided since is not history');

-- The period is half open, and counts when it was decided.
SELECT decided_at AS middle FROM replayed WHERE version = 1 ORDER BY decided_at OFFSET 300 LIMIT 1 \gset
SELECT is((SELECT count(*) FROM refusal.simulate(:first, '-infinity', :'middle')), 300::bigint, 'until is not within');
SELECT is((SELECT min(decided_at) FROM refusal.simulate(:first, :'middle', 'infinity')), :'middle', 'since is');
SELECT is_empty(format('SELECT * FROM refusal.simulate(%s, %L, %L)', :first, :'middle', :'middle'), 'of no time nothing');

-- Drafts.
CREATE FUNCTION pg_temp.draft(rules jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    created integer;
BEGIN
    INSERT INTO refusal.scenario (shop_id, version)
    SELECT shop_id, 1 + max(version) FROM refusal.scenario GROUP BY shop_id RETURNING scenario_id INTO created;
    INSERT INTO refusal.rule (scenario_id, name, action, default_action, reason, outcome, attempt, attempt_cap, destinations,
                              destination_kind, value)
    SELECT created, 'Rule', r.action, r.default_action, r.reason, r.outcome, r.attempt, r.attempt_cap, r.destinations,
           r.destination_kind, r.value
    FROM jsonb_populate_recordset(NULL::refusal.rule, rules) r;
    RETURN created;
END
$$;
-- What a draft makes of all there is: actions and how often.
CREATE FUNCTION pg_temp.outcome(rules jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_object_agg(coalesce(action_now, 'nothing') || coalesce(' ' || destination_now, ''), n)
    FROM (SELECT action_now, destination_now, count(*) AS n
          FROM refusal.simulate(pg_temp.draft(rules), '-infinity', 'infinity') GROUP BY 1, 2) AS s
$$;
CREATE FUNCTION pg_temp.journal(condition text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    EXECUTE 'SELECT count(*) FROM journal WHERE ' || condition INTO n;
    RETURN n;
END
$$;
SELECT is(pg_temp.outcome('[{"action":"ask_shop"}]'), jsonb_build_object('ask_shop', pg_temp.journal('true')), 'a draft of one rule');
SELECT is(pg_temp.outcome('[{"action":"hold","reason":"refused.late"}]'),
          jsonb_build_object('hold', pg_temp.journal($$facts ->> 'reason' = 'refused.late' AND facts ? 'facility'$$),
                             'ask_shop', pg_temp.journal($$facts ->> 'reason' = 'refused.late' AND NOT facts ? 'facility'$$),
                             'nothing', pg_temp.journal($$facts ->> 'reason' <> 'refused.late'$$)),
          'where no rule matches there is no action; a guard blocks as ever');
SELECT is(pg_temp.outcome('[]'), jsonb_build_object('nothing', pg_temp.journal('true')), 'a draft without rules');
SELECT is(pg_temp.outcome('[{"action":"return","destinations":["no-such"],"default_action":"dispose"},{"action":"hold","value":"empty"}]'),
          jsonb_build_object('dispose', pg_temp.journal('true')), 'a draft with errors goes as far as it can: the default');
SELECT is(pg_temp.outcome('[{"action":"return"}]'), jsonb_build_object('ask_shop', pg_temp.journal('true')), 'and without one the shop is asked');
SELECT is(pg_temp.outcome('[{"action":"redeliver","attempt_cap":2,"default_action":"dispose"}]') - '{redeliver}'::text[] -> 'dispose',
          to_jsonb(pg_temp.journal('attempt > 1')), 'an attempt is what it was');
SELECT is(pg_temp.outcome('[{"action":"hold","outcome":"partial"},{"action":"dispose"}]') -> 'dispose',
          to_jsonb(pg_temp.journal($$facts ->> 'outcome' = 'full'$$)), 'and so is what was refused');

-- Facts that change afterwards are not what was decided by.
RESET ROLE;
UPDATE refusal.shop SET timezone = 'America/New_York' WHERE shop_id = :sim;
UPDATE refusal.parcel SET region = 'elsewhere', weight_grams = 1 WHERE shop_id = :sim;
SET LOCAL ROLE sim_shop;
SELECT is_empty(format($$SELECT * FROM refusal.simulate(%s, %L, %L) WHERE (action_was, destination_was, cost_was)
                         IS DISTINCT FROM (action_now, destination_now, cost_now)$$, :second, :'second_since', :'second_until'),
                'the facts are those of the time');

-- The network as it was, and as it is.
RESET ROLE;
UPDATE refusal.lane SET valid = tstzrange(NULL, clock_timestamp())
WHERE valid = tstzrange(NULL, NULL) AND cost_per_parcel < 100 AND departures IS NULL
AND from_facility_id IN (SELECT facility_id FROM refusal.facility WHERE code LIKE 'sim-D%');
SET LOCAL ROLE sim_shop;
CREATE TEMPORARY TABLE since_closed AS SELECT network, s.*
FROM unnest('{then,now}'::text[]) AS network, refusal.simulate(:second, :'second_since', :'second_until', network) AS s;
SELECT is_empty('SELECT * FROM since_closed WHERE rule_was IS DISTINCT FROM rule_now', 'which rule wins is another matter');
SELECT cmp_ok((SELECT sum(cost_now) FROM since_closed WHERE network = 'now'), '>', (SELECT sum(cost_now) FROM since_closed WHERE network = 'then'),
              'a lane that has ended since served then, and serves no more');
SELECT is_empty($$SELECT * FROM since_closed JOIN journal USING (refusal_id, attempt) WHERE network = 'then' AND cost_now <> cost_was
                  AND cardinality(legs) = 1$$, 'on one leg nothing has changed then');
RESET ROLE;
UPDATE refusal.lane SET valid = tstzrange(NULL, NULL)
WHERE from_facility_id IN (SELECT facility_id FROM refusal.facility WHERE code LIKE 'sim-%');
SET LOCAL ROLE sim_shop;
SELECT is_empty(format($$SELECT * FROM refusal.simulate(%1$s, %2$L, %3$L) AS a JOIN refusal.simulate(%1$s, %2$L, %3$L, 'now') AS b
                         USING (refusal_id, attempt) WHERE a.cost_now <> b.cost_now$$, :second, :'second_since', :'second_until'),
                'where nothing begins or ends, now is as then: timetables and opening hours fall the same');

-- The summary adds up.
SELECT is((SELECT jsonb_agg(to_jsonb(s) - '{cost_was,cost_now,cost_difference}'::text[]) FROM refusal.simulation_summary(pg_temp.draft(
               '[{"action":"ask_shop"}]'), :'first_since', :'first_until') AS s WHERE refusals_now > 0),
          (SELECT jsonb_build_array(jsonb_build_object('action', 'ask_shop', 'destination', NULL, 'refusals_now', count(*),
               'refusals_was', count(*) FILTER (WHERE action_was = 'ask_shop'))) FROM replayed WHERE version = 1),
          'by action');
SELECT is((SELECT row(sum(refusals_was), sum(refusals_now), sum(cost_was), sum(cost_now), sum(cost_difference))
           FROM refusal.simulation_summary(:second, :'first_since', :'first_until')),
          (SELECT row(count(*)::numeric, count(*)::numeric, sum(cost_was), sum(cost_now), sum(coalesce(cost_now, 0) - coalesce(cost_was, 0)))
           FROM refusal.simulate(:second, :'first_since', :'first_until')), 'and in all');

-- Who may, and what is malformed.
SELECT throws_ok('SELECT refusal.simulate(-1, now(), now())', 'RF004', 'scenario -1 does not exist', 'an unknown scenario');
SELECT throws_ok(format('SELECT refusal.simulate(%s, %s, %s, %s)', given.scenario, given.since, given.until, given.network), '22023', message, message)
FROM (VALUES ('NULL', 'now()', 'now()', '''then''', 'argument "scenario_id" must not be null'),
             ('1', 'NULL', 'now()', '''then''', 'argument "since" must not be null'),
             ('1', 'now()', 'NULL', '''then''', 'argument "until" must not be null'),
             ('1', 'now()', 'now() - interval ''1 second''', '''then''', 'argument "since" must not be later than "until"'),
             ('1', 'now()', 'now()', 'NULL', 'argument "network" must not be null'),
             ('1', 'now()', 'now()', '''tomorrow''', 'argument "network" must be "then" or "now"')) AS given (scenario, since, until, network, message);
SET LOCAL ROLE sim_supervisor;
SELECT isnt_empty(format('SELECT refusal.simulate(%s, %L, %L)', :first, :'first_since', :'first_until'), 'a supervisor may');
SET LOCAL ROLE sim_courier;
SELECT throws_ok(format('SELECT refusal.simulate(%s, now(), now())', :first), '42501', NULL, 'a courier may not call it');
RESET ROLE;
INSERT INTO refusal.shop (code, name) VALUES ('sim-other', 'Other');
CREATE ROLE sim_two_hats;
CREATE ROLE sim_stranger;
SELECT count(refusal.grant_membership(role, actor, shop))
FROM (VALUES ('sim_two_hats', 'courier', 'sim'), ('sim_two_hats', 'shop', 'sim-other'), ('sim_stranger', 'shop', 'sim-other'))
    AS member (role, actor, shop) \gset granted_
INSERT INTO refusal.parcel (shop_id, number, weight_grams) SELECT shop_id, 'SIM-1', 1 FROM refusal.shop WHERE code = 'sim-other';
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity)
SELECT parcel_id, 1, 'SKU', 1 FROM refusal.parcel p JOIN refusal.shop s USING (shop_id) WHERE s.code = 'sim-other';
SELECT is((SELECT r.action FROM refusal.record('sim-other', 'SIM-1', 'refused', gen_random_uuid()) AS r), 'ask_shop', 'another shop has a history too');
SELECT is((SELECT count(*) FROM refusal.simulate(:first, '-infinity', 'infinity')), (SELECT count(*) FROM journal),
          'who sees every shop simulates a scenario on its own shop''s');
SET LOCAL ROLE sim_two_hats;
SELECT throws_ok(format('SELECT refusal.simulate(%s, now(), now())', :first), 'RF005', format('the caller may not simulate scenario %s', :first),
                 'nor a courier of the shop who has the right as another shop');
SET LOCAL ROLE sim_stranger;
SELECT throws_ok(format('SELECT refusal.simulate(%s, now(), now())', :first), 'RF004', format('scenario %s does not exist', :first),
                 'for another shop there is no such scenario');
SELECT throws_ok(format('SELECT refusal.simulation_summary(%s, now(), now())', :first), 'RF004', format('scenario %s does not exist', :first),
                 'nor for its summary');

SELECT * FROM finish();
ROLLBACK;
