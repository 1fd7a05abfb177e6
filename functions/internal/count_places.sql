-- Trigger: a lane that gets a capacity has parcels planned for it already. They keep their places, and count: where they
-- are more than the capacity, no more are planned.
CREATE OR REPLACE FUNCTION refusal_internal.count_places()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'refusal_count_places';
COMMENT ON FUNCTION refusal_internal.count_places() IS
    'Trigger: gives a place to what is planned already for a lane that gets a capacity';
REVOKE ALL ON FUNCTION refusal_internal.count_places() FROM PUBLIC;
