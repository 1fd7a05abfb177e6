-- The schema `twin`: what our functions write, as the same tables with the same indexes and rows and nothing else. No
-- triggers, row security, foreign keys or checks, those of the columns' domains included.
CREATE SCHEMA twin;
DO $$
DECLARE
    source record;
    domain record;
BEGIN
    FOR source IN
        SELECT c.oid, c.oid::regclass AS name, twin.name AS twin, twin.rows, array_to_string(c.reloptions, ', ') AS options
        FROM (VALUES ('refusal.refusal', 'refusal', 'refusal.refusal'), ('refusal.line', 'line', 'refusal.line'),
                     ('refusal.route', 'route', 'refusal.route'),
                     -- The journal's indexes are its partitions', and each has the same.
                     ('refusal_internal.event_default', 'event', 'refusal.event')) AS twin (original, name, rows)
        JOIN pg_class c ON c.oid = twin.original::regclass
    LOOP
        EXECUTE format('CREATE TABLE twin.%I (LIKE %s INCLUDING ALL EXCLUDING CONSTRAINTS)', source.twin, source.name);
        -- LIKE leaves the fillfactor behind.
        IF source.options <> '' THEN
            EXECUTE format('ALTER TABLE twin.%I SET (%s)', source.twin, source.options);
        END IF;
        FOR domain IN
            SELECT attname, format_type(typbasetype, typtypmod) AS base
            FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
            WHERE attrelid = format('twin.%I', source.twin)::regclass AND attnum > 0 AND typtype = 'd'
        LOOP
            EXECUTE format('ALTER TABLE twin.%I ALTER %I TYPE %s', source.twin, domain.attname, domain.base);
        END LOOP;
        EXECUTE format('INSERT INTO twin.%I SELECT * FROM %s', source.twin, source.rows);
    END LOOP;
END
$$;

-- Numbers that nobody must draw in the order of row locks are drawn a block at a time.
CREATE SEQUENCE twin.refusal_id START 1000000000 CACHE 100;
CREATE SEQUENCE twin.parcel_id START 1000000000 CACHE 100;
CREATE SEQUENCE twin.route_id START 1000000000 CACHE 100;
CREATE SEQUENCE twin.event_id START 1000000000 CACHE 100;

GRANT USAGE ON SCHEMA twin TO bench_client;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA twin TO bench_client;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA twin TO bench_client;

-- Both begin without dead rows.
VACUUM (FULL, ANALYZE) refusal.refusal;
VACUUM ANALYZE;
