-- refusal_internal.add_month(timestamptz): a partition of the journal for the month that begins there, with whatever
-- the default partition has: indexes, row security, the trigger that keeps its rows (the others come with the parent);
-- and with the CHECKs that somebody gave to the journal.
-- It is made before it is attached, so that the one lock that stops anybody, the default partition's, is short.
CREATE OR REPLACE FUNCTION refusal_internal.add_month(since timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
SET "DateStyle" = 'ISO, YMD'
AS $function$
DECLARE
    name text := to_char(add_month.since, '"event_"YYYY_MM');
    added record;
BEGIN
    EXECUTE format('CREATE TABLE refusal_internal.%I (LIKE refusal_internal.event_default'
        ' INCLUDING INDEXES INCLUDING STORAGE INCLUDING COMPRESSION)', name);
    EXECUTE format('ALTER TABLE refusal_internal.%I OWNER TO %I', name,
        (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = 'refusal.event'::regclass));
    EXECUTE format('ALTER TABLE refusal_internal.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY see ON refusal_internal.%I FOR SELECT USING (refusal_internal.sees_shop(shop_id))',
        name);
    EXECUTE format('CREATE TRIGGER events_are_kept BEFORE TRUNCATE ON refusal_internal.%I'
        ' FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.keep()', name);
    FOR added IN SELECT c.oid, c.conname FROM pg_constraint c
                 WHERE c.conrelid = 'refusal.event'::regclass AND c.contype = 'c' LOOP
        EXECUTE format('ALTER TABLE refusal_internal.%I ADD CONSTRAINT %I %s', name, added.conname,
            pg_get_constraintdef(added.oid));
    END LOOP;
    EXECUTE format('ALTER TABLE refusal.event ATTACH PARTITION refusal_internal.%I FOR VALUES FROM (%L) TO (%L)',
        name, add_month.since, add_month.since + interval '1 month');
END
$function$;
COMMENT ON FUNCTION refusal_internal.add_month(timestamptz) IS 'Makes the journal''s partition for a month';
REVOKE ALL ON FUNCTION refusal_internal.add_month(timestamptz) FROM PUBLIC;
