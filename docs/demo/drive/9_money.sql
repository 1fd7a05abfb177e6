-- What was paid and came back is refunded: an event like any other, also when the parcel's own way has ended.
\o /dev/null
SET ROLE demo_electra;
SELECT demo.fire('money', array_agg(refusal_id), '{"money_state": "refunded"}')
FROM refusal.refusal WHERE money_state = 'due' AND NOT is_open;
SET ROLE demo_moda;
SELECT demo.fire('money', array_agg(refusal_id), '{"money_state": "refunded"}')
FROM refusal.refusal WHERE money_state = 'due' AND NOT is_open;
\o
RESET ROLE;
SELECT format('  %s prepaid, refunded; %s left to refund', count(*) FILTER (WHERE money_state = 'refunded'),
              count(*) FILTER (WHERE money_state = 'due'))
FROM refusal.refusal;
