-- refusal.cabinet_override(...): override(), and the refusal as it is then. Without accept_cost nothing changes, and
-- cost_difference says what would. Errors: those of override().
CREATE OR REPLACE FUNCTION refusal.cabinet_override(
    refusal_id bigint,
    action text,
    destination text DEFAULT NULL,
    expected_version integer DEFAULT NULL,
    request_id uuid DEFAULT NULL,
    accept_cost boolean DEFAULT false
) RETURNS jsonb
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    answer jsonb;
BEGIN
    SELECT jsonb_build_object('applied', o.applied, 'cost_difference', o.cost_difference::text) INTO answer
    FROM refusal.override(cabinet_override.refusal_id, cabinet_override.action, cabinet_override.destination,
        cabinet_override.expected_version, cabinet_override.request_id, cabinet_override.accept_cost) AS o;
    RETURN answer || jsonb_build_object('refusal', refusal.cabinet_refusal(cabinet_override.refusal_id));
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_override(bigint, text, text, integer, uuid, boolean) IS
    'Decides anew under way, or says what it would cost; returns the refusal for the cabinet';
REVOKE ALL ON FUNCTION refusal.cabinet_override(bigint, text, text, integer, uuid, boolean) FROM PUBLIC;
