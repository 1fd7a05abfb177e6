\set first random(1, 9001)
SELECT count(error_code) FROM refusal.fire_many(ARRAY(SELECT generate_series(:first, :first + 999)), 'extend_hold');
