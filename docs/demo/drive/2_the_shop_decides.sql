-- A shop that wants to be asked has a deadline. Two decisions come in time, the rest is decided by the default.
SET ROLE demo_electra;
SELECT demo.tell_of('{E-001}');
SELECT demo.tell((refusal.decide(demo.of('E-001'), 'return', 'FF-TVE')).refusal_id);
SET ROLE demo_moda;
SELECT demo.tell((refusal.decide(demo.of('M-009'), 'return', 'FF-OVB')).refusal_id);
RESET ROLE;

SELECT pg_sleep(greatest(0, extract(epoch FROM max(deadline_at) - clock_timestamp()) + 0.1)) AS waited
FROM refusal.refusal WHERE state = 'awaiting_decision' \gset
SELECT format('  the deadlines pass: run_due() lets the default decide %s refusals', refusal.run_due());
SELECT demo.tell_of('{E-002,M-010,M-003}');
