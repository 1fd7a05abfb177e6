-- refusal.signing_keys(endpoint_id): what a request to the endpoint is signed with just now, one or two secrets, the newer
-- first. For those who deliver. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.signing_keys(endpoint_id integer)
RETURNS TABLE (key_id integer, secret bytea)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED ROWS 2 SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
    IF signing_keys.endpoint_id IS NULL THEN
        RAISE EXCEPTION 'argument "endpoint_id" must not be null' USING ERRCODE = '22023';
    END IF;
    IF NOT EXISTS (SELECT FROM refusal.endpoint e WHERE e.endpoint_id = signing_keys.endpoint_id) THEN
        RAISE EXCEPTION 'endpoint % does not exist', signing_keys.endpoint_id USING ERRCODE = 'RF004';
    END IF;
    RETURN QUERY
        SELECT k.key_id, k.secret FROM refusal_internal.endpoint_key k
        WHERE k.endpoint_id = signing_keys.endpoint_id AND k.valid @> clock_timestamp() ORDER BY k.key_id DESC;
END
$function$;
COMMENT ON FUNCTION refusal.signing_keys(integer) IS 'The secrets that a request to an endpoint is signed with now';
REVOKE ALL ON FUNCTION refusal.signing_keys(integer) FROM PUBLIC;
