-- refusal.override(...): a new decision under way. Without accept_cost a preview that changes nothing.
-- cost_difference: new remaining cost less the old one; the leg under way is paid for either way.
-- alternatives, of a preview: what another attempt and the return would cost.
CREATE OR REPLACE FUNCTION refusal.override(
    refusal_id bigint,
    action text,
    destination text DEFAULT NULL,
    expected_version integer DEFAULT NULL,
    request_id uuid DEFAULT NULL,
    accept_cost boolean DEFAULT false,
    OUT refusal refusal.refusal,
    OUT cost_difference numeric,
    OUT applied boolean,
    OUT alternatives jsonb
)
RETURNS record
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_override';
COMMENT ON FUNCTION refusal.override(bigint, text, text, integer, uuid, boolean) IS
    'Decides anew while the parcel is on its way; without accept_cost only says what it would cost';
REVOKE ALL ON FUNCTION refusal.override(bigint, text, text, integer, uuid, boolean) FROM PUBLIC;
