-- refusal_internal.expected_cost(...): what a refusal costs, as far as is known: planned while it is open, then what it
-- came to. Without a SET, so that it becomes a part of the query that calls it.
CREATE OR REPLACE FUNCTION refusal_internal.expected_cost(is_open boolean, planned numeric, actual numeric)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN $1 THEN coalesce($2, $3) ELSE $3 END;
END;
COMMENT ON FUNCTION refusal_internal.expected_cost(boolean, numeric, numeric) IS
    'What a refusal costs: as planned while it is open, else what it came to';
REVOKE ALL ON FUNCTION refusal_internal.expected_cost(boolean, numeric, numeric) FROM PUBLIC;
