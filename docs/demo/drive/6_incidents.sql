-- Scanners tell what is, not what should be.
\o /dev/null
SET ROLE demo_warehouse;
SELECT refusal.scan('electra', 'E-009', 'SC-KZN', direction => 'in');
SELECT refusal.fire(demo.of('E-010'), 'report_missing', '{"reason": "not in the cage"}');
\o
SELECT demo.tell(demo.of('E-009')) AS "Unloaded in Kazan by mistake: a new route from there"
UNION ALL SELECT demo.tell(demo.of('E-010'));
SELECT pg_sleep(0.4) \g /dev/null
\o /dev/null
SELECT refusal.scan('electra', 'E-010', 'SC-ROV', direction => 'in');
SET ROLE demo_supervisor;
SELECT demo.fire('settle', demo.those_in('{missing}'));
\o
SELECT demo.tell(demo.of(number)) AS "A scan finds one; what stays lost is settled"
FROM unnest('{E-010,E-016,M-002}'::text[]) AS number;
