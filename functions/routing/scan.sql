-- refusal.scan(...): a scanner's fact. Off the plan the refusal is routed anew; what fits nothing is a sighting.
-- direction: in, out, or null: the first scan at a facility is in, the next one out.
CREATE OR REPLACE FUNCTION refusal.scan(
    shop text,
    parcel text,
    facility text,
    occurred_at timestamptz DEFAULT NULL,
    direction text DEFAULT NULL,
    request_id uuid DEFAULT NULL
)
RETURNS refusal.refusal
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_scan';
COMMENT ON FUNCTION refusal.scan(text, text, text, timestamptz, text, uuid) IS
    'Takes a scan of a parcel at a facility; never refused for not fitting the plan';
REVOKE ALL ON FUNCTION refusal.scan(text, text, text, timestamptz, text, uuid) FROM PUBLIC;
