-- Trigger: a parcel that has been refused is kept; see the C++ source for why it is no foreign key.
CREATE OR REPLACE FUNCTION refusal_internal.keep_parcel()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_keep_parcel';
COMMENT ON FUNCTION refusal_internal.keep_parcel() IS
    'Trigger: refuses to delete a refused parcel and to change its id';
REVOKE ALL ON FUNCTION refusal_internal.keep_parcel() FROM PUBLIC;
