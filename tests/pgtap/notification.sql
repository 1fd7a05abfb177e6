-- refusal.notification(): template, language and contact, as they are when it is asked.
BEGIN;
SELECT plan(15);
\set p notify
\ir fixture/world.inc
\ir fixture/endpoint.inc
UPDATE refusal.parcel SET recipient = '{"language": "ru", "contact": "+7 900", "name": "Anna"}' WHERE number IN ('P-1', 'P-2') AND shop_id = :acme;
CREATE TEMPORARY TABLE recorded AS SELECT pg_temp.record(1, 'refused.late') AS asked, pg_temp.record(2) AS silent, pg_temp.record_as('courier', 'nord', 'N-1', 9) AS other;
CREATE TEMPORARY TABLE asked AS SELECT asked AS r, e.event_id FROM recorded JOIN refusal.event e ON e.refusal_id = (asked->>'refusal_id')::bigint AND e.payload ? 'notify';
CREATE TEMPORARY TABLE silent AS SELECT silent AS r, e.event_id FROM recorded JOIN refusal.event e ON e.refusal_id = (silent->>'refusal_id')::bigint AND e.version = 1;
CREATE TEMPORARY TABLE other AS SELECT other AS r, e.event_id FROM recorded JOIN refusal.event e ON e.refusal_id = (other->>'refusal_id')::bigint AND e.version = 1;
SELECT is((SELECT count(*) FROM asked), 1::bigint, 'one event asks for a message');
CREATE FUNCTION pg_temp.message(role text, refusal text, event bigint) RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.one_as(role, format('SELECT * FROM refusal.notification(%s, %s)', refusal, event))
$$;
SELECT is(pg_temp.message('sender', r->>'refusal_id', event_id), '{"template": "we_ask", "language": "ru", "contact": "+7 900", "parcel": "P-1"}',
          'what to say, how, to whom') FROM asked;
SELECT is(pg_temp.message('sender', r->>'refusal_id', event_id), NULL, 'an event that asks for none') FROM silent;
UPDATE refusal.parcel SET recipient = '{"contact": {"email": "a@example.org"}}' WHERE number = 'P-1' AND shop_id = :acme;
SELECT is(pg_temp.message('sender', r->>'refusal_id', event_id), '{"template": "we_ask", "language": null, "contact": {"email": "a@example.org"}, "parcel": "P-1"}',
          'a contact that was corrected is the corrected one') FROM asked;
UPDATE refusal.parcel SET recipient = '{"contact": null}' WHERE number = 'P-1' AND shop_id = :acme;
SELECT is(pg_temp.message('sender', r->>'refusal_id', event_id)->>'contact', NULL, 'none is null') FROM asked;
UPDATE refusal.parcel SET recipient = NULL WHERE number = 'P-1' AND shop_id = :acme;
SELECT is(pg_temp.message('all_sender', r->>'refusal_id', event_id), '{"template": "we_ask", "language": null, "contact": null, "parcel": "P-1"}',
          'a recipient who was forgotten is') FROM asked;
SELECT throws_ok(format($$SELECT pg_temp.message('nord_sender', '%s', %s)$$, r->>'refusal_id', event_id), 'RF004', NULL, 'another shop''s is not there') FROM asked;
SELECT is(pg_temp.try_as(role, format('SELECT refusal.notification(%s, %s)', r->>'refusal_id', event_id)), '42501', role || ' may not')
FROM asked, unnest('{shop,warehouse,supplier}'::text[]) AS role;
SELECT throws_ok(format($$SELECT refusal.notification(%s, %s)$$, a.r->>'refusal_id', o.event_id), 'RF004',
                 format('refusal %s has no event %s', a.r->>'refusal_id', o.event_id), 'an event of another refusal') FROM asked a, other o;
SELECT throws_ok($$SELECT refusal.notification(-1, 1)$$, 'RF004', NULL, 'no such refusal');
SELECT throws_ok($$SELECT refusal.notification(NULL, 1)$$, '22023', NULL, 'null refusal');
SELECT throws_ok($$SELECT refusal.notification(1, NULL)$$, '22023', NULL, 'null event');
SELECT is(pg_temp.try_as('sender', 'SELECT weight_grams FROM refusal.parcel'), '42501', 'the rest of a parcel is not for who delivers');

SELECT * FROM finish();
ROLLBACK;
