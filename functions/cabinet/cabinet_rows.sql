-- refusal.cabinet_rows(bigint[]): these refusals as the cabinet lists them, as many as the caller sees.
CREATE OR REPLACE FUNCTION refusal.cabinet_rows(refusal_ids bigint[])
RETURNS jsonb
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(jsonb_agg(to_jsonb(v) ORDER BY v.refusal_id), '[]')
    FROM refusal_internal.cabinet_row v WHERE v.refusal_id = ANY ($1);
END;
COMMENT ON FUNCTION refusal.cabinet_rows(bigint[]) IS 'Refusals as the cabinet lists them, by their ids';
REVOKE ALL ON FUNCTION refusal.cabinet_rows(bigint[]) FROM PUBLIC;
