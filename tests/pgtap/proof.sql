-- A shop's proof_policy: what a refusal has to be proved with.
BEGIN;
SELECT plan(32);
\set p proof
\ir fixture/world.inc

UPDATE refusal.shop SET proof_policy = '{"kinds": ["photo"], "max_distance_m": 300, "max_age_minutes": 60}'
WHERE code = pg_temp.code('acme');
-- Red Square; the last parcel's recipient lives at an unknown place.
UPDATE refusal.parcel SET recipient = '{"latitude": 55.7539, "longitude": 37.6208}'
WHERE number <> 'P-9' AND shop_id = (SELECT shop_id FROM refusal.shop WHERE code = pg_temp.code('acme'));

CREATE FUNCTION pg_temp.photo(latitude float8 = 55.7541, taken interval = '5 minutes', kind text = 'photo') RETURNS text
LANGUAGE sql AS $$
    SELECT format(', proof => %L', jsonb_build_array(jsonb_build_object('kind', kind, 'sha256', repeat('ab', 32),
        'uri', 's3://proofs/1', 'latitude', latitude, 'longitude', 37.6208, 'taken_at', now() - taken)))
$$;
SELECT is(pg_temp.record(1, 'refused', pg_temp.photo())->>'state', 'return_planned', 'a photo, near and new');
SELECT is(pg_temp.record(2)->>'state', 'verifying', 'no proof at all');
SELECT is(pg_temp.record(3, 'refused', pg_temp.photo(kind => 'signature'))->>'state', 'verifying', 'proof of another kind');
SELECT is(pg_temp.record(4, 'refused', pg_temp.photo(55.7570))->>'state', 'verifying', 'taken 345 m away');
SELECT is(pg_temp.record(5, 'refused', pg_temp.photo(55.7564))->>'state', 'return_planned', 'taken 278 m away');
SELECT is(pg_temp.record(6, 'refused', pg_temp.photo(taken => '61 minutes'))->>'state', 'verifying', 'too old');
SELECT is(pg_temp.record(7, 'refused', ', occurred_at => now() - interval ''3 hours'''
                                       || pg_temp.photo(taken => '175 minutes'))->>'state', 'return_planned',
          'old, but as old as the refusal: recorded offline');
SELECT is(pg_temp.record(8, 'refused', $$, proof => '[{"kind": "photo"}]'$$)->>'state', 'verifying', 'a photo without its digest');
SELECT is(pg_temp.record(9, 'refused', pg_temp.photo(10))->>'state', 'return_planned',
          'nothing to compare with: the distance is not asked');
SELECT throws_ok($$SELECT pg_temp.record(10, 'refused', $q$, proof => '[{"kind": "photo", "sha256": "x"}]'$q$)$$, '22023', NULL,
                 'a digest that is none');
SELECT throws_ok($$SELECT pg_temp.record(10, 'refused', $q$, proof => '[{"kind": "photo", "latitude": 91}]'$q$)$$, '22023', NULL,
                 'a place that is none');
SELECT throws_ok($$SELECT pg_temp.record(10, 'refused', $q$, proof => '[{"kind": "photo", "face": "Ivan"}]'$q$)$$, '22023', NULL,
                 'a key that is not known');

-- Looked at by a person.
CREATE TEMPORARY TABLE flagged AS SELECT n, pg_temp.record(n) AS r FROM generate_series(11, 14) AS n;
SELECT is(pg_temp.events_of(r), 'capture flag_proof', 'it is flagged, and not decided') FROM flagged WHERE n = 11;
SELECT throws_ok($$SELECT pg_temp.fire('courier', r, 'accept_proof') FROM flagged WHERE n = 11$$, 'RF005', NULL,
                 'a courier does not accept their own proof');
SELECT is(pg_temp.fire('shop', r, 'accept_proof')->>'state', 'return_planned', 'accepted, it is decided at once')
FROM flagged WHERE n = 11;
SELECT is(pg_temp.events_of(r), 'capture flag_proof accept_proof plan_return', 'and not flagged again') FROM flagged WHERE n = 11;

-- Rejected: it is to be delivered after all, and the attempt does not count.
SELECT is(pg_temp.fire('supervisor', r, 'reject_proof')->>'state', 'redelivery_planned', 'rejected, it goes out again')
FROM flagged WHERE n = 12;
SELECT is(pg_temp.now_of(r)->>'attempt', '0', 'the attempt does not count') FROM flagged WHERE n = 12;
SELECT is(pg_temp.fire('courier', r, 'dispatch')->>'state', 'out_for_redelivery', 'it is out') FROM flagged WHERE n = 12;
SELECT is(pg_temp.record_as('courier', 'acme', 'P-12', 912)->>'state', 'verifying', 'refused again without proof: flagged again')
FROM flagged WHERE n = 12;
SELECT is(pg_temp.now_of(r)->>'attempt', '1', 'its first attempt that counts') FROM flagged WHERE n = 12;
-- What comes before, and what may happen meanwhile.
SELECT is(pg_temp.events_of(pg_temp.record(15, 'carrier.lost')), 'capture report_missing', 'what is lost needs no proof');
SELECT throws_ok($$SELECT pg_temp.fire('supervisor', r, 'flag_proof') FROM flagged WHERE n = 13$$, 'RF001', NULL,
                 'it is flagged already');
SELECT is(pg_temp.fire('courier', r, 'retract')->>'state', 'accepted_on_spot', 'retracted while it is looked at')
FROM flagged WHERE n = 13;
SELECT is(pg_temp.fire('supervisor', r, 'void', '{"reason": "by mistake"}')->>'state', 'voided', 'or voided') FROM flagged WHERE n = 14;

-- A place and a time that are asked for have to be given.
SELECT is(pg_temp.record(16, 'refused', format(', proof => %L', jsonb_build_array(jsonb_build_object('kind', 'photo',
          'sha256', repeat('ab', 32), 'latitude', 55.7541, 'longitude', 37.6208))))->>'state', 'verifying', 'taken nobody knows when');
SELECT is(pg_temp.record(17, 'refused', format(', proof => %L', jsonb_build_array(jsonb_build_object('kind', 'photo',
          'sha256', repeat('ab', 32), 'taken_at', now()))))->>'state', 'verifying', 'taken nobody knows where');

-- Policies that ask for less, or for more.
UPDATE refusal.shop SET proof_policy = '{"kinds": ["photo", "signature"]}' WHERE code = pg_temp.code('acme');
SELECT is(pg_temp.record(18, 'refused', format(', proof => %L', jsonb_build_array(jsonb_build_object('kind', 'photo',
          'sha256', repeat('ab', 32)))))->>'state', 'verifying', 'one kind of two');
SELECT is(pg_temp.record(19, 'refused', format(', proof => %L', jsonb_build_array(jsonb_build_object('kind', 'signature',
          'sha256', repeat('cd', 32)), jsonb_build_object('kind', 'photo', 'sha256', repeat('ab', 32)))))->>'state', 'return_planned',
          'both, anywhere and at any time');
UPDATE refusal.shop SET proof_policy = '{"max_distance_m": 300}' WHERE code = pg_temp.code('acme');
SELECT is(pg_temp.record(20)->>'state', 'held', 'a policy without kinds asks for nothing');
SELECT is(pg_temp.record_as('courier', 'nord', 'N-1', 1)->>'state', 'awaiting_decision', 'nor does one shop''s policy bind another');

SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
