-- refusal_internal.open_decisions(bigint): what decide() may be asked for now.
CREATE OR REPLACE FUNCTION refusal_internal.open_decisions(refusal_id bigint)
RETURNS jsonb
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(jsonb_agg(d.action ORDER BY d.place), '[]')
    FROM refusal.allowed_events($1) AS e
    JOIN (VALUES ('plan_return', 'return', 1), ('plan_redelivery', 'redeliver', 2), ('hold', 'hold', 3),
                 ('extend_hold', 'hold', 3), ('ask_shop', 'ask_shop', 4)) AS d (event, action, place) USING (event)
    WHERE e.allowed;
END;
COMMENT ON FUNCTION refusal_internal.open_decisions(bigint) IS 'The actions that the shop may decide on now';
REVOKE ALL ON FUNCTION refusal_internal.open_decisions(bigint) FROM PUBLIC;
