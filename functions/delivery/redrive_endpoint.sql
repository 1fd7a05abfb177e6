-- refusal.redrive_endpoint(endpoint_id): sends the endpoint's dead letters anew. Returns how many. For those who manage its
-- shop; refusal.discard() gives one up. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.redrive_endpoint(endpoint_id integer)
RETURNS integer
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    its_consumer text;
BEGIN
    IF redrive_endpoint.endpoint_id IS NULL THEN
        RAISE EXCEPTION 'argument "endpoint_id" must not be null' USING ERRCODE = '22023';
    END IF;
    SELECT c.name INTO its_consumer
    FROM refusal.endpoint e LEFT JOIN refusal.consumer c USING (endpoint_id)
    WHERE e.endpoint_id = redrive_endpoint.endpoint_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'endpoint % does not exist', redrive_endpoint.endpoint_id USING ERRCODE = 'RF004';
    END IF;
    RETURN CASE WHEN its_consumer IS NULL THEN 0 ELSE refusal.redrive(its_consumer) END;
END
$function$;
COMMENT ON FUNCTION refusal.redrive_endpoint(integer) IS 'Sends an endpoint''s dead letters anew; returns how many';
REVOKE ALL ON FUNCTION refusal.redrive_endpoint(integer) FROM PUBLIC;
