-- Trigger: what was refused stays as it was shipped; see the C++ source for why it is no foreign key.
CREATE OR REPLACE FUNCTION refusal_internal.keep_parcel_line()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_keep_parcel_line';
COMMENT ON FUNCTION refusal_internal.keep_parcel_line() IS
    'Trigger: refuses to delete a refused line and to change its quantity';
REVOKE ALL ON FUNCTION refusal_internal.keep_parcel_line() FROM PUBLIC;
