-- refusal.cabinet_live(): what a shop's live pages are told.
SELECT plan(12);

CREATE ROLE cabinet;
SELECT count(refusal.grant_cabinet('cabinet')) \g /dev/null
-- As the server does: a transaction that acts for the shop, and one statement in it.
CREATE FUNCTION test.live(shop text, arguments text) RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL ROLE cabinet;
    PERFORM refusal.act_for(shop);
    RETURN QUERY EXECUTE format('SELECT to_jsonb(l) FROM refusal.cabinet_live(%s) AS l', arguments);
    RESET ROLE;
END
$$;
CREATE FUNCTION test.told(shop text, arguments text) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg((l -> 'event' ->> 'refusal_id') || '/' || (l -> 'event' ->> 'version'), ' '), '') FROM test.live(shop, arguments) AS l
$$;

SELECT test.record(1), test.record(2), test.record(1, 'nord', 'N-') \gset r_
SELECT is(test.told('acme', 'NULL'), '', 'nothing is told before a tick');
CALL refusal.tick();
SELECT is(test.told('acme', 'NULL'), '1/1 1/2 2/1 2/2', 'a shop is told its own events, in order');
SELECT is(test.told('nord', 'NULL'), '3/1 3/2', 'and another shop its own');
SELECT is(test.told('acme', 'NULL, 3'), '1/1 1/2 2/1', 'so many');
SELECT max(l ->> 'pos') AS second FROM test.live('acme', 'NULL, 2') AS l \gset
SELECT is(test.told('acme', format('%L', :'second')), '2/1 2/2', 'and from there on');

SELECT l -> 'event' AS event FROM test.live('acme', format('%L, 1', :'second')) AS l \gset
SELECT is((SELECT string_agg(key, ' ' ORDER BY key) FROM jsonb_object_keys(:'event') AS key), 'actor event event_id from_state occurred_at position recorded_at refusal_id row to_state version', 'what is told of each');
SELECT is((SELECT l ->> 'pos' FROM test.live('acme', format('%L, 1', :'second')) AS l), :'event'::jsonb ->> 'position', 'its position, too');
SELECT results_eq(format($q$SELECT e ->> 'event', e ->> 'to_state', e ->> 'actor', (e ->> 'event_id')::bigint, (e ->> 'recorded_at')::timestamptz FROM (SELECT %L::jsonb AS e) AS told$q$, :'event'),
                  'SELECT event, to_state, actor, event_id, recorded_at FROM refusal.event WHERE refusal_id = 2 AND version = 1', 'as it is in the journal');
SELECT is(:'event'::jsonb #>> '{row,number}', 'A-2', 'with the refusal''s row');
SELECT is(:'event'::jsonb #>> '{row,version}', '2', 'as it is by now');

CREATE FUNCTION test.refused(arguments text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM test.live('acme', arguments);
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
SELECT is(test.refused('''7fffffffffffffff-0000000000000001-0000000000000001'''), 'RF010', 'a position that is not known here');
SELECT is(test.refused('NULL, 0'), '22023', 'no events are asked for');

SELECT * FROM finish();
DROP OWNED BY cabinet;
DROP ROLE cabinet;
