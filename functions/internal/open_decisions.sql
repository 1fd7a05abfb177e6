-- refusal_internal.open_decisions(jsonb): of what allowed_events() gave, what decide() may be asked for.
CREATE OR REPLACE FUNCTION refusal_internal.open_decisions(events jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(jsonb_agg(d.action ORDER BY d.place), '[]')
    FROM jsonb_to_recordset($1) AS e (event text, allowed boolean)
    JOIN (VALUES ('plan_return', 'return', 1), ('plan_redelivery', 'redeliver', 2), ('hold', 'hold', 3),
                 ('extend_hold', 'hold', 3), ('ask_shop', 'ask_shop', 4)) AS d (event, action, place) USING (event)
    WHERE e.allowed;
END;
COMMENT ON FUNCTION refusal_internal.open_decisions(jsonb) IS 'The actions that the shop may decide on now';
REVOKE ALL ON FUNCTION refusal_internal.open_decisions(jsonb) FROM PUBLIC;
