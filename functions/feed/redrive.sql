-- refusal.redrive(consumer): hands the consumer's dead letters out anew. Returns how many. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.redrive(consumer text)
RETURNS integer
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_redrive';
COMMENT ON FUNCTION refusal.redrive(text) IS 'Hands a consumer''s dead letters out anew; returns how many';
REVOKE ALL ON FUNCTION refusal.redrive(text) FROM PUBLIC;
