-- refusal.plan_route(...): the planner alone. A row per destination that can be reached, cheapest first; writes nothing.
-- It looks up nothing by an unqualified name: what it caches is loaded under a search_path of its own.
CREATE OR REPLACE FUNCTION refusal.plan_route(
    from_facility text,
    to_facilities text[],
    weight_grams integer,
    ready_at timestamptz DEFAULT NULL,
    needs_sorting boolean DEFAULT false,
    declared_value numeric DEFAULT 0,
    value_loss_rate numeric DEFAULT 0
) RETURNS TABLE (to_facility text, cost numeric, arrives_at timestamptz, legs refusal.leg[], breakdown jsonb)
LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'refusal_plan_route';
COMMENT ON FUNCTION refusal.plan_route(text, text[], integer, timestamptz, boolean, numeric, numeric) IS
    'The cheapest way to each of the facilities, by cost; ready_at null is now. Writes nothing';
REVOKE ALL ON FUNCTION refusal.plan_route(text, text[], integer, timestamptz, boolean, numeric, numeric) FROM PUBLIC;
