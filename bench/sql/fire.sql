\set id random(1, :refusals)
SELECT (refusal.fire(:id, 'extend_hold')).state;
