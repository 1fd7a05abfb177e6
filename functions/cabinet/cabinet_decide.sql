-- refusal.cabinet_decide(...): decide(), and the refusal as it is then. Errors: those of decide().
CREATE OR REPLACE FUNCTION refusal.cabinet_decide(
    refusal_id bigint,
    action text,
    destination text DEFAULT NULL,
    expected_version integer DEFAULT NULL,
    request_id uuid DEFAULT NULL
) RETURNS jsonb
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    PERFORM refusal.decide(cabinet_decide.refusal_id, cabinet_decide.action, cabinet_decide.destination,
        cabinet_decide.expected_version, cabinet_decide.request_id);
    RETURN refusal.cabinet_refusal(cabinet_decide.refusal_id);
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_decide(bigint, text, text, integer, uuid) IS
    'The shop decides; returns the refusal for the cabinet';
REVOKE ALL ON FUNCTION refusal.cabinet_decide(bigint, text, text, integer, uuid) FROM PUBLIC;
