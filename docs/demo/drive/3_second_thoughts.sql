-- Before anything moves: who takes it back, what was a mistake, and whether the photo proves it.
\o /dev/null
SET ROLE demo_courier;
SELECT refusal.fire(demo.of('E-011'), 'retract', '{"reason": "the recipient called the courier back"}');
SET ROLE demo_supervisor;
SELECT refusal.fire(demo.of('E-012'), 'void', '{"reason": "the courier picked the wrong parcel in the list"}');
SELECT refusal.fire(demo.of('E-007'), 'reject_proof');
SET ROLE demo_electra;
SELECT demo.fire('accept_proof', demo.those_in('{verifying}'));
\o
SELECT demo.tell_of('{E-011,E-012,E-006,E-007}');
