-- refusal.plan_many(...): routes for many refusals together, at the least total cost that the capacities allow; a row per
-- refusal. Without `apply` it writes nothing. Destinations null: as plan_return chooses them. Errors as in fire_many().
CREATE OR REPLACE FUNCTION refusal.plan_many(
    refusal_ids bigint[],
    destinations text[] DEFAULT NULL,
    apply boolean DEFAULT false
)
RETURNS TABLE (refusal_id bigint, to_facility text, cost numeric, cost_alone numeric, arrives_at timestamptz,
    legs refusal.leg[], is_least boolean, error_code text, error text)
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_plan_many';
COMMENT ON FUNCTION refusal.plan_many(bigint[], text[], boolean) IS
    'Routes for many refusals together, at the least total cost within the capacities; applied where asked';
REVOKE ALL ON FUNCTION refusal.plan_many(bigint[], text[], boolean) FROM PUBLIC;
