-- Row security: does the caller load and unload trucks there, for every shop whose parcels they may carry?
CREATE OR REPLACE FUNCTION refusal_internal.works_at(facility_id integer)
RETURNS boolean
LANGUAGE c STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'refusal_works_at';
COMMENT ON FUNCTION refusal_internal.works_at(integer) IS
    'Does the caller load and unload trucks at this facility?';
REVOKE ALL ON FUNCTION refusal_internal.works_at(integer) FROM PUBLIC;
