-- refusal is what callers use; refusal_internal is everything else.
CREATE SCHEMA refusal;
COMMENT ON SCHEMA refusal IS 'Refused parcels: record, decide, route, receive, listen';

CREATE SCHEMA refusal_internal;
COMMENT ON SCHEMA refusal_internal IS 'The inside of pg_refusal; nothing here is part of its API';
