\set id random(1, :refusals)
SELECT (twin.fire(:id, 'extend_hold')).state;
