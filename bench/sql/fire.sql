\set id random(1, 10000)
SELECT (refusal.fire(:id, 'extend_hold')).state;
