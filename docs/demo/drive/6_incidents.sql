-- Scanners tell what is, not what should be.
\o /dev/null
SET ROLE demo_warehouse;
SELECT refusal.scan('electra', 'E-009', 'SC-ROV', direction => 'out');
SELECT refusal.scan('electra', 'E-009', 'SC-KZN', direction => 'in');
SELECT refusal.fire(demo.of('E-010'), 'report_missing', '{"reason": "not in the cage"}');
\o
\echo '  Unloaded in Kazan by mistake: a new route from there. And one is not in its cage:'
SELECT demo.tell_of('{E-009,E-010}');
SELECT pg_sleep(0.4) \g /dev/null
\o /dev/null
SELECT refusal.scan('electra', 'E-010', 'SC-ROV', direction => 'in');
SET ROLE demo_supervisor;
SELECT demo.fire('settle', demo.those_in('{missing}'));
\o
\echo '  A scan in Rostov finds it. What stays lost is settled:'
SELECT demo.tell_of('{E-010,E-016,M-002}');
