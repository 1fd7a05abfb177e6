-- refusal.cabinet_refusals(...): a page of a shop's refusals. What is null does not filter; state, reason and courier may
-- be lists with commas; a reason and a region stand for all below them. sort: recorded_at, cost, deadline or number.
-- next is the `after` of the page behind this one, null on the last; total is counted for the first page only. Since
-- next says where the page ended, and not how many rows there were, what comes and goes meanwhile repeats and hides none
-- of the others.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION refusal.cabinet_refusals(
    search text DEFAULT NULL,
    state text DEFAULT NULL,
    reason text DEFAULT NULL,
    region text DEFAULT NULL,
    courier text DEFAULT NULL,
    since timestamptz DEFAULT NULL,
    until timestamptz DEFAULT NULL,
    cost_from numeric DEFAULT NULL,
    cost_to numeric DEFAULT NULL,
    open boolean DEFAULT NULL,
    waiting boolean DEFAULT NULL,
    sort text DEFAULT 'recorded_at',
    descending boolean DEFAULT true,
    after text DEFAULT NULL,
    max_rows integer DEFAULT 100
) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off
AS $function$
DECLARE
    -- Refusals are numbered as they are recorded, and there is an index on that. Who waits for nothing comes last.
    key constant text := CASE cabinet_refusals.sort WHEN 'recorded_at' THEN 'm.refusal_id' WHEN 'cost' THEN 'm.cost'
        WHEN 'number' THEN 'm.number' WHEN 'deadline' THEN CASE WHEN cabinet_refusals.descending
            THEN 'coalesce(m.deadline_at, ''-infinity'')' ELSE 'coalesce(m.deadline_at, ''infinity'')' END END;
    type constant text := CASE cabinet_refusals.sort WHEN 'recorded_at' THEN 'bigint' WHEN 'cost' THEN 'numeric'
        WHEN 'number' THEN 'text' WHEN 'deadline' THEN 'timestamptz' END;
    reasons constant text[] := CASE WHEN cabinet_refusals.reason IS NOT NULL THEN ARRAY(
        SELECT n.code::text FROM refusal.reason n, string_to_array(cabinet_refusals.reason, ',') AS wanted
        WHERE EXISTS (SELECT FROM unnest(wanted) AS w WHERE starts_with(n.code || '.', w || '.'))) END;
    came_to constant text[] := regexp_match(cabinet_refusals.after, '^([0-9]{1,18})(?:~(.*))?$');
    page jsonb;
BEGIN
    IF key IS NULL OR cabinet_refusals.descending IS NULL THEN
        RAISE EXCEPTION 'argument "sort" must be recorded_at, cost, deadline or number, and "descending" not null'
            USING ERRCODE = '22023';
    END IF;
    IF cabinet_refusals.max_rows IS NULL OR cabinet_refusals.max_rows NOT BETWEEN 1 AND 1000 THEN
        RAISE EXCEPTION 'argument "max_rows" must be from 1 to 1000' USING ERRCODE = '22023';
    END IF;
    IF cabinet_refusals.after IS NOT NULL
        AND (came_to IS NULL OR (came_to[2] IS NULL) <> (cabinet_refusals.sort = 'recorded_at')) THEN
        RAISE EXCEPTION 'argument "after" is not what a page of this order gave as "next"' USING ERRCODE = '22023';
    END IF;
    EXECUTE format($page$
        WITH found AS MATERIALIZED (
            SELECT m.refusal_id, %1$s AS key
            FROM refusal_internal.cabinet_matching($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS m
            WHERE $13 IS NULL OR (m.shop_id, %1$s, m.refusal_id) %2$s ($1, $14::%3$s, $13::bigint)
            ORDER BY m.shop_id %4$s, 2 %4$s, 1 %4$s
            LIMIT $15 + 1
        ), placed AS (
            SELECT f.*, row_number() OVER (ORDER BY f.key %4$s, f.refusal_id %4$s) AS place FROM found f
        )
        SELECT jsonb_build_object(
            'rows', (SELECT coalesce(jsonb_agg(to_jsonb(v) ORDER BY p.place), '[]')
                     FROM placed p JOIN refusal_internal.cabinet_row v ON v.refusal_id = p.refusal_id
                     WHERE p.place <= $15),
            'next', (SELECT p.refusal_id || CASE WHEN $16 = 'recorded_at' THEN '' ELSE '~' || p.key END FROM placed p
                     WHERE p.place = $15 AND EXISTS (SELECT FROM placed q WHERE q.place > $15)),
            'total', CASE WHEN $13 IS NULL THEN
                (SELECT count(*)
                 FROM refusal_internal.cabinet_matching($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)) END)
        $page$, key, CASE WHEN cabinet_refusals.descending THEN '<' ELSE '>' END, type,
        CASE WHEN cabinet_refusals.descending THEN 'DESC' ELSE 'ASC' END)
    INTO page
    USING refusal_internal.cabinet_shop(), cabinet_refusals.search, string_to_array(cabinet_refusals.state, ','), reasons,
        cabinet_refusals.region, string_to_array(cabinet_refusals.courier, ','), cabinet_refusals.since,
        cabinet_refusals.until, cabinet_refusals.cost_from, cabinet_refusals.cost_to, cabinet_refusals.open,
        cabinet_refusals.waiting, came_to[1], coalesce(came_to[2], came_to[1]), cabinet_refusals.max_rows,
        cabinet_refusals.sort;
    RETURN page;
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_refusals(text, text, text, text, text, timestamptz, timestamptz, numeric, numeric,
    boolean, boolean, text, boolean, text, integer) IS 'A page of a shop''s refusals, filtered and sorted';
REVOKE ALL ON FUNCTION refusal.cabinet_refusals(text, text, text, text, text, timestamptz, timestamptz, numeric, numeric,
    boolean, boolean, text, boolean, text, integer) FROM PUBLIC;
