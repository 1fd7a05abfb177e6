-- Not everything goes to fulfilment: suppliers, the shop's own office and pickup points, storage.
SELECT demo.of('M-004') AS disputed \gset
\o /dev/null
SET ROLE demo_supplier;
SELECT refusal.fire(:disputed, 'reject_return', '{"reason": "a burn is not a defect of ours"}');
SELECT demo.fire('accept_return', demo.those_in('{at_supplier}'), '{"document": "RETURN-2041"}');
SET ROLE demo_supervisor;
SELECT refusal.fire(:disputed, 'write_off', '{"document": "CLAIM-77"}');
SELECT pg_sleep(0.4);
SET ROLE demo_warehouse;
SELECT demo.fire('hand_over', demo.those_in('{ready_for_pickup}'), '{"document": "HANDOVER-318"}');
SET ROLE demo_electra;
SELECT refusal.decide(refusal_id, 'return', 'FF-OVB') FROM refusal.refusal WHERE state = 'held' ORDER BY refusal_id;
SET ROLE demo_moda;
SELECT refusal.decide(refusal_id, 'return', 'FF-OVB') FROM refusal.refusal WHERE state = 'held' ORDER BY refusal_id;
\o
RESET ROLE;
SELECT demo.tell_of('{E-005,M-004,E-013,M-008,E-015,E-014}');
