-- refusal.explain(bigint): why this action, this rule, this route.
CREATE OR REPLACE FUNCTION refusal.explain(refusal_id bigint)
RETURNS jsonb
LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_explain';
COMMENT ON FUNCTION refusal.explain(bigint) IS
    'Why this action, this rule and this route, every candidate and what ruled it out, and what would change it';
REVOKE ALL ON FUNCTION refusal.explain(bigint) FROM PUBLIC;
