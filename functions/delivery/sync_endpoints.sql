-- refusal.sync_endpoints(): the active endpoints of the shops whose events the caller delivers, each with a consumer of
-- its own, subscribed where it was not, and changed where the endpoint was. Where there is a problem the endpoint gets
-- nothing until it is solved; it is no error, and harms no other. A deactivated endpoint's consumer keeps its place, a
-- deleted one's is gone. Writes only where something changed.
CREATE OR REPLACE FUNCTION refusal.sync_endpoints()
RETURNS TABLE (endpoint_id integer, shop text, name text, kind text, consumer text, slots integer, url text,
    timeout_ms integer, max_attempts integer, concurrency integer, rate_per_second integer, allow_private boolean,
    problem text)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 10 SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
    FOR endpoint_id, shop, name, kind, consumer, slots, url, timeout_ms, max_attempts, concurrency, rate_per_second,
        allow_private IN
        SELECT e.endpoint_id, s.code, e.name, e.kind, format('deliver-%s', e.endpoint_id), e.slots, e.url,
            (extract(epoch FROM e.timeout) * 1000)::integer, e.max_attempts, e.concurrency, e.rate_per_second,
            e.allow_private
        FROM refusal.endpoint e JOIN refusal.shop s USING (shop_id)
        WHERE e.active AND refusal_internal.delivers_shop(e.shop_id)
        ORDER BY e.endpoint_id
    LOOP
        problem := coalesce(refusal_internal.take_endpoint(endpoint_id),
            CASE WHEN NOT EXISTS (SELECT FROM refusal.signing_keys(sync_endpoints.endpoint_id)) THEN 'it has no key' END);
        RETURN NEXT;
    END LOOP;
END
$function$;
COMMENT ON FUNCTION refusal.sync_endpoints() IS 'The endpoints that the caller delivers to, each with its consumer';
REVOKE ALL ON FUNCTION refusal.sync_endpoints() FROM PUBLIC;
