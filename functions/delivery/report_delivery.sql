-- refusal.report_delivery(endpoint_id, slot, circuit, …): how sending goes, for refusal.endpoint_status. delivered and
-- failed are added to what was said before; null times and errors leave what stands. Once a second is often enough. Of
-- an endpoint that is gone it keeps nothing, and that is no error: it may go while somebody delivers.
CREATE OR REPLACE FUNCTION refusal.report_delivery(
    endpoint_id integer,
    slot integer,
    circuit text,
    delivered bigint DEFAULT 0,
    failed bigint DEFAULT 0,
    last_success_at timestamptz DEFAULT NULL,
    last_failure_at timestamptz DEFAULT NULL,
    last_error text DEFAULT NULL
)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
    IF report_delivery.endpoint_id IS NULL OR report_delivery.slot IS NULL OR report_delivery.circuit IS NULL
        OR report_delivery.delivered IS NULL OR report_delivery.failed IS NULL THEN
        RAISE EXCEPTION 'arguments "endpoint_id", "slot", "circuit", "delivered" and "failed" must not be null'
            USING ERRCODE = '22023';
    END IF;
    IF report_delivery.circuit NOT IN ('closed', 'open', 'half_open') THEN
        RAISE EXCEPTION 'circuit "%" is none of "closed", "open" and "half_open"', report_delivery.circuit
            USING ERRCODE = '22023';
    END IF;
    IF report_delivery.slot < 0 OR report_delivery.delivered < 0 OR report_delivery.failed < 0 THEN
        RAISE EXCEPTION '"slot", "delivered" and "failed" must not be negative' USING ERRCODE = '22023';
    END IF;
    INSERT INTO refusal_internal.delivery_report AS r (endpoint_id, slot, circuit, circuit_since, delivered, failed,
        last_success_at, last_failure_at, last_error, reported_at)
    SELECT e.endpoint_id, report_delivery.slot, report_delivery.circuit, clock_timestamp(), report_delivery.delivered,
        report_delivery.failed, report_delivery.last_success_at, report_delivery.last_failure_at,
        left(report_delivery.last_error, 400), clock_timestamp()
    FROM refusal.endpoint e WHERE e.endpoint_id = report_delivery.endpoint_id AND report_delivery.slot < e.slots
    ON CONFLICT (endpoint_id, slot) DO UPDATE SET
        circuit = excluded.circuit,
        circuit_since = CASE WHEN r.circuit = excluded.circuit THEN r.circuit_since ELSE excluded.circuit_since END,
        delivered = r.delivered + excluded.delivered,
        failed = r.failed + excluded.failed,
        last_success_at = greatest(r.last_success_at, excluded.last_success_at),
        last_failure_at = greatest(r.last_failure_at, excluded.last_failure_at),
        last_error = coalesce(excluded.last_error, r.last_error),
        reported_at = excluded.reported_at;
EXCEPTION WHEN foreign_key_violation THEN
    RETURN;
END
$function$;
COMMENT ON FUNCTION refusal.report_delivery(integer, integer, text, bigint, bigint, timestamptz, timestamptz, text) IS
    'Says how sending to an endpoint goes, for refusal.endpoint_status';
REVOKE ALL ON FUNCTION refusal.report_delivery(integer, integer, text, bigint, bigint, timestamptz, timestamptz, text)
    FROM PUBLIC;
