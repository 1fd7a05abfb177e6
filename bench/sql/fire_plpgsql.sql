\set id random(1, 10000)
SELECT (twin.fire(:id, 'extend_hold')).state;
