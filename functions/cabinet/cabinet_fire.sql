-- refusal.cabinet_fire(...): fire() as the shop, and the refusal as it is then. Errors: those of fire().
CREATE OR REPLACE FUNCTION refusal.cabinet_fire(
    refusal_id bigint,
    event text,
    payload jsonb DEFAULT '{}',
    expected_version integer DEFAULT NULL,
    request_id uuid DEFAULT NULL
) RETURNS jsonb
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    PERFORM refusal.fire(cabinet_fire.refusal_id, cabinet_fire.event, cabinet_fire.payload, cabinet_fire.expected_version,
        cabinet_fire.request_id, 'shop');
    RETURN refusal.cabinet_refusal(cabinet_fire.refusal_id);
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_fire(bigint, text, jsonb, integer, uuid) IS
    'One event of a refusal, fired as the shop; returns the refusal for the cabinet';
REVOKE ALL ON FUNCTION refusal.cabinet_fire(bigint, text, jsonb, integer, uuid) FROM PUBLIC;
