-- The parcel is rolling already, and the shop changes its mind: first what it would cost, then the decision.
SET ROLE demo_electra;
SELECT demo.tell(demo.of('E-008')) AS "On its way"
UNION ALL
SELECT format('preview: on to Tver instead, %s roubles more than what is left now; nothing has changed yet', cost_difference)
FROM refusal.override(demo.of('E-008'), 'return', 'FF-TVE')
UNION ALL
SELECT format('%s, %s roubles accepted', demo.tell((refusal).refusal_id), cost_difference)
FROM refusal.override(demo.of('E-008'), 'return', 'FF-TVE', accept_cost => true);
