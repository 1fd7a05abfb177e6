-- The journal's hashes and the JSON of events are UTF-8, whatever a client speaks.
DO $$
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'pg_refusal needs a database whose encoding is UTF8, not %', current_setting('server_encoding')
            USING ERRCODE = '0A000', HINT = 'Create one with ENCODING ''UTF8'' TEMPLATE template0.';
    END IF;
END
$$;

-- refusal is what callers use; refusal_internal is everything else.
CREATE SCHEMA refusal;
COMMENT ON SCHEMA refusal IS 'Refused parcels: record, decide, route, receive, listen';

CREATE SCHEMA refusal_internal;
COMMENT ON SCHEMA refusal_internal IS 'The inside of pg_refusal; nothing here is part of its API';
