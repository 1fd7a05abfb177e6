-- refusal_internal.journal_months(): the partitions of the journal but the default one. Known by their bounds: pg_dump
-- makes them anew, as tables of nobody's extension. One that somebody made may be open to one side.
CREATE OR REPLACE FUNCTION refusal_internal.journal_months()
RETURNS TABLE (month regclass, since timestamptz, until timestamptz)
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET "DateStyle" = 'ISO, YMD'
SET timezone = 'UTC'
BEGIN ATOMIC
    SELECT i.inhrelid::regclass,
        CASE b.bounds[1] WHEN 'MINVALUE' THEN '-infinity' ELSE trim(BOTH '''' FROM b.bounds[1])::timestamptz END,
        CASE b.bounds[2] WHEN 'MAXVALUE' THEN 'infinity' ELSE trim(BOTH '''' FROM b.bounds[2])::timestamptz END
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,
        regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \((.+)\) TO \((.+)\)') AS b (bounds)
    WHERE i.inhparent = 'refusal.event'::regclass AND b.bounds IS NOT NULL;
END;
COMMENT ON FUNCTION refusal_internal.journal_months() IS 'The months that the journal has partitions for';
REVOKE ALL ON FUNCTION refusal_internal.journal_months() FROM PUBLIC;
