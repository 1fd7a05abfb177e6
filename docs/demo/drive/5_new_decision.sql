-- The parcel is rolling already, and the shop changes its mind: first what it would cost, then the decision.
SET ROLE demo_electra;
SELECT demo.tell_of('{E-008}');
SELECT format('  preview: to Tver instead, %s roubles on top of what is left now; nothing has changed yet', cost_difference)
FROM refusal.override(demo.of('E-008'), 'return', 'FF-TVE');
SELECT format('%s, %s roubles accepted', demo.tell((refusal).refusal_id), cost_difference)
FROM refusal.override(demo.of('E-008'), 'return', 'FF-TVE', accept_cost => true);
