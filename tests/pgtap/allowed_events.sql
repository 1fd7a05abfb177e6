-- refusal.allowed_events(): what may happen next for the caller, and what blocks the rest.
BEGIN;
SELECT plan(18);
\set p allow
\ir fixture/world.inc

CREATE TEMPORARY TABLE one AS SELECT pg_temp.record(1) AS r;
CREATE FUNCTION pg_temp.allowed(role text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT a->>'event' FROM one, pg_temp.all_as(role, format('SELECT * FROM refusal.allowed_events(%s)', r->>'refusal_id')) AS a
    WHERE (a->>'allowed')::boolean
$$;
CREATE FUNCTION pg_temp.blocked(role text, event text) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(': ', a->>'blocked_by', a->>'hint') FROM one,
        pg_temp.all_as(role, format('SELECT * FROM refusal.allowed_events(%s)', r->>'refusal_id')) AS a
    WHERE a->>'event' = event
$$;

SELECT set_eq($$SELECT a->>'event' || ' ' || (a->>'to_state') FROM one, pg_temp.all_as('shop', format(
                  'SELECT * FROM refusal.allowed_events(%s)', r->>'refusal_id')) AS a$$,
              $$SELECT event || ' ' || to_state FROM refusal.transition WHERE from_state = 'return_planned'$$,
              'every event of the state is in the list');
SELECT set_eq($$SELECT pg_temp.allowed('shop')$$, '{override}'::text[], 'a shop may decide anew');
SELECT set_eq($$SELECT pg_temp.allowed('courier')$$, '{depart,report_missing,retract,sight}'::text[], 'a courier');
SELECT set_eq($$SELECT pg_temp.allowed('supervisor')$$, '{report_missing,sight,void}'::text[], 'a supervisor');
SELECT set_eq($$SELECT pg_temp.allowed('warehouse')$$, '{arrive,depart,report_missing,sight}'::text[],
              'a warehouse: nothing that belongs to another place');
SELECT matches(pg_temp.blocked('warehouse', 'store'), '^at_destination: ', 'a guard is named');
SELECT is(pg_temp.blocked('shop', 'depart'), 'actor: It is for: courier, warehouse.', 'an event for somebody else');
SELECT is(pg_temp.blocked('supervisor', 'void'), 'Give payload key "reason".', 'allowed, with what it will need');
SELECT throws_ok($$SELECT pg_temp.allowed('nord')$$, 'RF004', NULL, 'another shop''s refusal does not exist');

-- What it says is what happens: every event that is allowed and needs nothing, tried.
CREATE FUNCTION pg_temp.tried(role text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    candidate record;
    sqlstate_seen text;
BEGIN
    FOR candidate IN SELECT a->>'event' AS event, (a->>'allowed')::boolean AS allowed, a->>'hint' AS hint FROM one,
        pg_temp.all_as(role, format('SELECT * FROM refusal.allowed_events(%s)', r->>'refusal_id')) AS a LOOP
        sqlstate_seen := 'done';
        BEGIN
            PERFORM pg_temp.fire(role, r, candidate.event) FROM one;
            RAISE EXCEPTION USING ERRCODE = 'P0099';
        EXCEPTION
            WHEN SQLSTATE 'P0099' THEN NULL;
            WHEN OTHERS THEN sqlstate_seen := SQLSTATE;
        END;
        IF (candidate.allowed AND candidate.hint IS NULL) <> (sqlstate_seen = 'done') THEN
            RETURN NEXT format('%s: allowed %s, but %s', candidate.event, candidate.allowed, sqlstate_seen);
        END IF;
    END LOOP;
END
$$;
SELECT is_empty($$SELECT * FROM pg_temp.tried('courier')$$, 'a courier can do what is allowed and nothing else');
SELECT is_empty($$SELECT * FROM pg_temp.tried('warehouse')$$, 'a warehouse too');
SELECT is_empty($$SELECT * FROM pg_temp.tried('shop')$$, 'a shop too');
SELECT is(pg_temp.now_of(r)->>'version', '2', 'asking changes nothing') FROM one;

-- As it goes on.
SELECT count(pg_temp.scan(1, f)) FROM unnest('{DEP,DEP,SC,SC,FF}'::text[]) AS f \gset ignored_
SELECT set_eq($$SELECT pg_temp.allowed('fulfilment')$$, '{receive,receive_part,sight}'::text[], 'at its destination it is counted');
SELECT matches(pg_temp.blocked('warehouse', 'store'), '^at_destination: .*fulfilment: receive;', 'the hint says what fits the place');
SELECT is(pg_temp.blocked('shop', 'override'), 'before_cutoff: Decide again once the parcel has arrived.', 'too late to decide anew');
CREATE TEMPORARY TABLE ended AS SELECT pg_temp.fire('courier', pg_temp.record(2), 'retract') AS r;
SELECT is_empty($$SELECT a FROM ended, pg_temp.all_as('supervisor', format('SELECT * FROM refusal.allowed_events(%s)',
                                                                           r->>'refusal_id')) AS a$$, 'nothing follows an end');
SELECT throws_ok($$SELECT pg_temp.all_as('shop', 'SELECT * FROM refusal.allowed_events(NULL)')$$, '22023', NULL, 'null is no refusal');

SELECT * FROM finish();
ROLLBACK;
