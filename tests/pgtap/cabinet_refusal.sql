-- refusal.cabinet_refusal(): all of one refusal.
BEGIN;
SELECT plan(36);
\set p cref
\ir fixture/world.inc
\ir fixture/cabinet.inc

UPDATE refusal.parcel SET recipient = '{"name": "Ivan Petrov", "phone": "+7 000"}' WHERE number = 'P-1';
SELECT pg_temp.record(1, 'refused.changed_mind', format($$, proof => '[{"kind": "photo", "sha256": "%s", "uri": "s3://p/1.jpg"}]'$$, repeat('ab', 32))) ->> 'refusal_id' AS id \gset
SELECT pg_temp.record_as('courier', 'nord', 'N-1', 9) ->> 'refusal_id' AS theirs \gset
SELECT throws_ok(format('SELECT pg_temp.peek(''cabinet_refusal(%s)'', ''nord'')', :id), 'RF004', format('refusal %s does not exist', :id), 'another shop''s is none');
SELECT throws_ok(format('SELECT pg_temp.cabinet(''cabinet_refusal(%s)'')', wrong), code, NULL, wrong)
FROM (VALUES (:'theirs', 'RF004'), ('-1', 'RF004'), ('NULL', '22023')) AS t (wrong, code);

CREATE FUNCTION pg_temp.refusal(id bigint) RETURNS jsonb LANGUAGE sql AS $$ SELECT pg_temp.cabinet(format('cabinet_refusal(%s)', id)) $$;
SELECT pg_temp.scan(1, 'DEP') ->> 'state' AS s1, pg_temp.scan(1, 'DEP') ->> 'state' AS s2, pg_temp.scan(1, 'SC') ->> 'state' AS s3 \gset
SELECT pg_temp.refusal(:id) AS all \gset
SELECT is(pg_temp.shape(:'all'), 'allowed:array decisions:array explanation:object lines:array overrides:array parcel:object route:object row:object rule_names:object timeline:array', 'its parts');
SELECT is(:'all'::jsonb -> 'row', pg_temp.cabinet(format('cabinet_rows(''{%s}'')', :id)) -> 0, 'its row');
SELECT is(:'all'::jsonb -> 'parcel', '{"number": "P-1", "weight_grams": 1000, "declared_value": "500.00", "cod_amount": "0.00", "category": null, "supplier": null, "shipped_at": null}', 'its parcel');
SELECT is(strpos(:'all', 'Petrov'), 0, 'and nothing of the recipient');

SELECT is(pg_temp.all_of(:'all'::jsonb -> 'timeline', 'event'), 'capture plan_return arrive depart arrive', 'what happened, in order');
SELECT is(pg_temp.shape(:'all'::jsonb -> 'timeline' -> 2), 'actor:string event:string event_id:number facility:string facility_name:string from_state:string occurred_at:string payload:object proof:array recorded_at:string to_state:string version:number', 'each event');
SELECT is(:'all'::jsonb -> 'timeline' -> 0 -> 'proof' -> 0 ->> 'uri', 's3://p/1.jpg', 'the proof');
SELECT is(:'all'::jsonb -> 'timeline' -> 0 -> 'payload', '{"reason": "refused.changed_mind"}', 'once');
SELECT is(pg_temp.all_of(:'all'::jsonb -> 'timeline', 'facility_name'), 'DEP DEP DEP DEP SC', 'and where');

SELECT is((:'all'::jsonb -> 'route') - '{legs,arrives_at}'::text[], '{"cost": "173.00", "breakdown": {"lanes": "160.00", "handling": "13.00", "sorting": "0.00", "storage": "0.00", "value_loss": "0.00"}}', 'the route in sums');
SELECT is(pg_temp.shape(:'all'::jsonb #> '{route,legs,0}'), 'actual_arrived_at:string actual_departed_at:string arrives_at:string cost:string departs_at:string from:string from_name:string lane_id:number to:string to_name:string', 'each leg');
SELECT is(pg_temp.all_of(:'all'::jsonb #> '{route,legs}', 'cost'), '113.00 60.00', 'what it costs');
SELECT is(pg_temp.all_of(:'all'::jsonb #> '{route,legs}', 'from_name') || ', ' || pg_temp.all_of(:'all'::jsonb #> '{route,legs}', 'to_name'), 'DEP SC, SC FF', 'whence and where to');
SELECT is(:'all'::jsonb #> '{route,legs,0,actual_departed_at}', :'all'::jsonb #> '{timeline,3,occurred_at}', 'when it left');
SELECT is(:'all'::jsonb #> '{route,legs,0,actual_arrived_at}', :'all'::jsonb #> '{timeline,4,occurred_at}', 'when it came');
SELECT is(:'all'::jsonb #> '{route,legs,1,actual_departed_at}', 'null', 'the next has not left');

SELECT is(:'all'::jsonb -> 'explanation', pg_temp.one_as('shop', format('SELECT refusal.explain(%s) AS why', :id)) -> 'why', 'the explanation is explain()''s');
SELECT is((SELECT count(*) FROM jsonb_object_keys(:'all'::jsonb -> 'rule_names')), 9::bigint, 'the scenario''s rules have names');
SELECT is(:'all'::jsonb -> 'rule_names' ->> (:'all'::jsonb #>> '{explanation,rule,id}'), 'everything else', 'under their ids');
SELECT is(:'all'::jsonb -> 'allowed', (SELECT jsonb_agg(e ORDER BY e ->> 'event') FROM pg_temp.all_as('shop', format('SELECT * FROM refusal.allowed_events(%s)', :id)) AS e),
          'what may happen next is allowed_events()''s');
SELECT is(:'all'::jsonb -> 'overrides', '["return", "redeliver", "hold"]', 'it may be decided anew');
SELECT is(:'all'::jsonb -> 'decisions', '[]', 'and is not to be decided');
SELECT is(:'all'::jsonb -> 'lines' -> 0, '{"line_no": 1, "sku": "KETTLE", "quantity": 3, "accepted": 0, "refused": 3, "received": 0, "damaged": 0, "surplus": 0, "wrong_item": 0, "unit_price": "100.00", "results": []}', 'its lines');

-- Where the shop is asked, and where it comes to.
SELECT pg_temp.record(2, 'refused.late') ->> 'refusal_id' AS asked \gset
SELECT is(pg_temp.refusal(:asked) -> 'decisions', '["return", "redeliver", "hold"]', 'what the shop may decide');
SELECT is(pg_temp.refusal(:asked) -> 'overrides', '[]', 'not before it has');
SELECT is(pg_temp.refusal(:asked) -> 'route', 'null', 'without a route it has none');
SELECT pg_temp.record(20) AS held \gset
SELECT is(pg_temp.refusal((:'held'::jsonb ->> 'refusal_id')::bigint) -> 'decisions', '["return", "redeliver", "hold", "ask_shop"]', 'of what is held');
SELECT count(pg_temp.scan(1, 'SC')) \gset left_
SELECT is(pg_temp.refusal(:id) -> 'overrides', '[]', 'once the last leg has left it is too late to decide anew');
SELECT count(pg_temp.call('fulfilment', 'receive', jsonb_build_object('refusal_id', :id), format(', facility => %L', pg_temp.code('FF')))),
       count(pg_temp.call('fulfilment', 'grade', jsonb_build_object('refusal_id', :id), $$, 1, 'A', 'restock', 2$$)) \gset intake_
SELECT is(pg_temp.refusal(:id) #> '{lines,0,results}', '[{"part": 1, "quantity": 2, "grade": "A", "disposition": "restock", "repacked_at": null, "location": null, "document": null}]', 'what became of a line');
SELECT is(pg_temp.refusal(:id) #> '{route,legs,1,actual_arrived_at}', (SELECT e -> 'occurred_at' FROM jsonb_array_elements(pg_temp.refusal(:id) -> 'timeline') AS e WHERE e ->> 'event' = 'receive'),
          'the last leg ends where it is received');

-- To the sorting centre, back to the depot for another attempt, and there decided anew: it has not left again.
SELECT pg_temp.record(3) AS back \gset
SELECT pg_temp.scan(3, 'DEP') ->> 'state' AS s1, pg_temp.scan(3, 'DEP') ->> 'state' AS s2, pg_temp.scan(3, 'SC') ->> 'state' AS s3 \gset
SELECT count(pg_temp.cabinet(format('cabinet_override(%s, ''redeliver'', accept_cost => true)', :'back'::jsonb ->> 'refusal_id'))) \gset again_
SELECT pg_temp.scan(3, 'SC') ->> 'state' AS s4, pg_temp.scan(3, 'DEP') ->> 'state' AS s5 \gset
SELECT pg_temp.cabinet(format('cabinet_override(%s, ''return'', ''cref-FF'', accept_cost => true)', :'back'::jsonb ->> 'refusal_id')) -> 'refusal' AS back \gset
SELECT is(pg_temp.all_of(:'back'::jsonb -> 'timeline', 'event'), 'capture plan_return arrive depart arrive override plan_return depart store plan_redelivery override plan_return', 'it has come round');
SELECT is(pg_temp.all_of(:'back'::jsonb #> '{route,legs}', 'actual_departed_at'), 'null null', 'and of its new way nothing is behind it');

SELECT * FROM finish();
ROLLBACK;
