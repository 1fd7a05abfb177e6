-- refusal.grant_delivery(role_name, shop): makes a database role one that `pg_refusal deliver` runs as, for one shop or
-- (null) all. Run by an administrator: it inserts the membership, of a listener, and grants what delivering needs, and no
-- more: that role reads events, endpoints and their keys, and recipients' contacts, and changes no refusal. Errors: 42704,
-- RF004.
CREATE OR REPLACE FUNCTION refusal.grant_delivery(role_name name, shop text DEFAULT NULL)
RETURNS refusal.membership
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    member refusal.membership;
    the_shop integer;
    target text := quote_ident(grant_delivery.role_name);
BEGIN
    IF grant_delivery.role_name IS NULL THEN
        RAISE EXCEPTION 'argument "role_name" must not be null' USING ERRCODE = '22023';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = grant_delivery.role_name) THEN
        RAISE EXCEPTION 'role "%" does not exist', grant_delivery.role_name USING ERRCODE = '42704';
    END IF;
    IF grant_delivery.shop IS NOT NULL THEN
        SELECT s.shop_id INTO the_shop FROM refusal.shop s WHERE s.code = grant_delivery.shop;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'shop "%" does not exist', grant_delivery.shop USING ERRCODE = 'RF004';
        END IF;
    END IF;

    EXECUTE format('GRANT USAGE ON SCHEMA refusal, refusal_internal TO %s', target);
    EXECUTE format('GRANT SELECT ON refusal.endpoint, refusal.endpoint_keys, refusal.endpoint_status,'
        ' refusal.consumer, refusal.dead_letter, refusal.stat_consumer, refusal_internal.cursor, refusal_internal.lease,'
        ' refusal_internal.parked_event, refusal_internal.tick, refusal.event_id_seq TO %s', target);
    EXECUTE format('GRANT SELECT (endpoint_id, key_id, secret, valid) ON refusal_internal.endpoint_key TO %s', target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON refusal_internal.delivery_report TO %s', target);
    EXECUTE format('GRANT SELECT (shop_id, code, channel) ON refusal.shop TO %s', target);
    EXECUTE format('GRANT SELECT (event_id, refusal_id, shop_id, payload) ON refusal.event TO %s', target);
    EXECUTE format('GRANT SELECT (refusal_id, shop_id, parcel_id) ON refusal.refusal TO %s', target);
    EXECUTE format('GRANT SELECT (parcel_id, shop_id, number, recipient) ON refusal.parcel TO %s', target);
    EXECUTE format('GRANT EXECUTE ON FUNCTION refusal_internal.sees_shop(integer),'
        ' refusal_internal.sees_supplier(integer, text), refusal_internal.manages_shop(integer),'
        ' refusal_internal.delivers_shop(integer), refusal_internal.has_role(name),'
        ' refusal_internal.take_endpoint(integer), refusal_internal.consumer_stats(), refusal_internal.endpoint_stats(),'
        ' refusal.channel(text), refusal.poll(text, integer, integer),'
        ' refusal.ack(text, refusal.feed_position, integer, bigint),'
        ' refusal.nack(text, refusal.feed_position, text, interval, integer, bigint),'
        ' refusal.bury(text, refusal.feed_position, text, integer, bigint), refusal_internal.relay_heartbeat(),'
        ' refusal.sync_endpoints(), refusal.signing_keys(integer), refusal.notification(bigint, bigint),'
        ' refusal.report_delivery(integer, integer, text, bigint, bigint, timestamptz, timestamptz, text)'
        ' TO %s', target);
    EXECUTE format('GRANT EXECUTE ON PROCEDURE refusal.tick() TO %s', target);

    INSERT INTO refusal.membership (role_name, shop_id, actor)
    VALUES (grant_delivery.role_name, the_shop, 'listener')
    ON CONFLICT DO NOTHING;
    SELECT m.* INTO member FROM refusal.membership m
    WHERE m.role_name = grant_delivery.role_name AND m.shop_id IS NOT DISTINCT FROM the_shop AND m.actor = 'listener';
    RETURN member;
END
$function$;
COMMENT ON FUNCTION refusal.grant_delivery(name, text) IS
    'Makes a database role one that events are delivered by: inserts the membership and grants what that needs';
REVOKE ALL ON FUNCTION refusal.grant_delivery(name, text) FROM PUBLIC;
