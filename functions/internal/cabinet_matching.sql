-- refusal_internal.cabinet_matching(...): a shop's refusals that a filter leaves; what is null does not filter. Without a
-- SET, so that it becomes a part of the query that calls it, and what is null, or of the parcel and not asked for, costs
-- nothing. waiting: for an answer of the shop.
-- The shop is asked for as a range, and its column given: whoever sorts by that and by refusal_id can do so by one index
-- only, of the shop's refusals. By its constant alone, that of all refusals would do, and lead through all other shops'.
CREATE OR REPLACE FUNCTION refusal_internal.cabinet_matching(
    shop_id integer,
    search text,
    states text[],
    reasons text[],
    region text,
    couriers text[],
    since timestamptz,
    until timestamptz,
    cost_from numeric,
    cost_to numeric,
    is_open boolean,
    waiting boolean
) RETURNS TABLE (shop_id integer, refusal_id bigint, number text, cost numeric, deadline_at timestamptz)
LANGUAGE sql STABLE PARALLEL RESTRICTED
BEGIN ATOMIC
    SELECT r.shop_id, r.refusal_id, p.number::text, refusal_internal.expected_cost(r.is_open, r.cost_planned, r.cost_actual),
        r.deadline_at
    FROM refusal.refusal r
    LEFT JOIN refusal.parcel p ON p.parcel_id = r.parcel_id AND p.shop_id = $1
    WHERE r.shop_id BETWEEN $1 AND $1
        AND ($2 IS NULL OR strpos(lower(p.number), lower($2)) > 0 OR r.refusal_id::text = $2)
        AND ($3 IS NULL OR r.state = ANY ($3))
        AND ($4 IS NULL OR r.reason = ANY ($4))
        AND ($5 IS NULL OR starts_with(p.region || '.', $5 || '.'))
        AND ($6 IS NULL OR r.courier = ANY ($6))
        AND ($7 IS NULL OR r.recorded_at >= $7)
        AND ($8 IS NULL OR r.recorded_at < $8)
        AND ($9 IS NULL OR refusal_internal.expected_cost(r.is_open, r.cost_planned, r.cost_actual) >= $9)
        AND ($10 IS NULL OR refusal_internal.expected_cost(r.is_open, r.cost_planned, r.cost_actual) <= $10)
        AND ($11 IS NULL OR r.is_open = $11)
        AND ($12 IS NULL OR (r.is_open AND r.state IN ('verifying', 'awaiting_decision', 'disputed')) = $12);
END;
COMMENT ON FUNCTION refusal_internal.cabinet_matching(integer, text, text[], text[], text, text[], timestamptz,
    timestamptz, numeric, numeric, boolean, boolean) IS 'The refusals of a shop that a filter of the cabinet leaves';
REVOKE ALL ON FUNCTION refusal_internal.cabinet_matching(integer, text, text[], text[], text, text[], timestamptz,
    timestamptz, numeric, numeric, boolean, boolean) FROM PUBLIC;
