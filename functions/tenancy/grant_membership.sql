-- refusal.grant_membership(...): makes a database role an actor. Run by an administrator: it inserts the membership and
-- grants what that actor needs, and no more. Null shop: every shop; null facility, supplier: any.
CREATE OR REPLACE FUNCTION refusal.grant_membership(
    role_name name,
    actor text,
    shop text DEFAULT NULL,
    facility text DEFAULT NULL,
    supplier text DEFAULT NULL,
    gateway boolean DEFAULT false
) RETURNS refusal.membership
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    member refusal.membership;
    the_shop integer;
    the_facility integer;
    manages boolean := grant_membership.actor IN ('shop', 'supervisor');
    loads boolean := grant_membership.actor IN ('courier', 'warehouse', 'supervisor');
    target text := quote_ident(grant_membership.role_name);
BEGIN
    IF grant_membership.role_name IS NULL OR grant_membership.actor IS NULL OR grant_membership.gateway IS NULL THEN
        RAISE EXCEPTION 'arguments "role_name", "actor" and "gateway" must not be null' USING ERRCODE = '22023';
    END IF;
    IF grant_membership.actor = 'listener' THEN
        RAISE EXCEPTION 'a listener needs other rights' USING ERRCODE = '22023', HINT = 'Use refusal.grant_delivery().';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = grant_membership.role_name) THEN
        RAISE EXCEPTION 'role "%" does not exist', grant_membership.role_name USING ERRCODE = '42704';
    END IF;
    IF grant_membership.shop IS NOT NULL THEN
        SELECT s.shop_id INTO the_shop FROM refusal.shop s WHERE s.code = grant_membership.shop;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'shop "%" does not exist', grant_membership.shop USING ERRCODE = 'RF004';
        END IF;
    END IF;
    IF grant_membership.facility IS NOT NULL THEN
        SELECT f.facility_id INTO the_facility FROM refusal.facility f WHERE f.code = grant_membership.facility;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'facility "%" does not exist', grant_membership.facility USING ERRCODE = 'RF004';
        END IF;
    END IF;

    EXECUTE format('GRANT USAGE ON SCHEMA refusal, refusal_internal TO %s', target);
    EXECUTE format('GRANT SELECT ON refusal.state, refusal.transition, refusal.reason, refusal.reason_map,'
        ' refusal.facility, refusal.refusal, refusal.line TO %s', target);
    EXECUTE format('GRANT UPDATE (state, last_event, last_payload, last_actor, last_request) ON refusal.refusal TO %s',
        target);
    EXECUTE format('GRANT EXECUTE ON FUNCTION refusal_internal.sees_shop(integer),'
        ' refusal_internal.sees_supplier(integer, text), refusal_internal.manages_shop(integer),'
        ' refusal.fire(bigint, text, jsonb, integer, uuid, text, timestamptz),'
        ' refusal.fire_many(bigint[], text, jsonb, integer[], uuid[], text),'
        ' refusal.allowed_events(bigint) TO %s', target);
    IF grant_membership.actor <> 'supplier' THEN
        EXECUTE format('GRANT SELECT ON refusal.shop, refusal.lane, refusal.parcel_line, refusal.line_result,'
            ' refusal.route, refusal.reservation, refusal.manifest, refusal.manifest_parcel, refusal.loading_list,'
            ' refusal.manifest_document, refusal.event, refusal.scenario, refusal.rule, refusal.missed_window,'
            ' refusal.consumer, refusal.dead_letter, refusal.stat_consumer, refusal_internal.cursor, refusal_internal.lease,'
            ' refusal_internal.parked_event, refusal.endpoint_status, refusal_internal.delivery_report,'
            ' refusal_internal.leg_ahead, refusal_internal.tick, refusal_internal.journal_start, refusal_internal.retention,'
            ' refusal.event_id_seq TO %s', target);
        -- metrics() counts endpoints: of whoever may see them, which is for row security to say.
        EXECUTE format('GRANT SELECT (endpoint_id, shop_id, name, kind, active) ON refusal.endpoint TO %s', target);
        EXECUTE format('GRANT SELECT (endpoint_id, key_id, valid) ON refusal_internal.endpoint_key TO %s', target);
        -- Everything of a parcel but its recipient.
        EXECUTE format('GRANT SELECT (parcel_id, shop_id, number, weight_grams, declared_value, cod_amount, category,'
            ' supplier, region, courier, depot_id, shipped_at) ON refusal.parcel TO %s', target);
        EXECUTE format('GRANT EXECUTE ON FUNCTION refusal_internal.event_hash(bytea, bigint, integer, text, text, text,'
            ' text, name, timestamptz, timestamptz, integer, uuid, jsonb), refusal_internal.fire_due(bigint),'
            ' refusal.scan(text, text, text, timestamptz, text, uuid), refusal.scan_many(jsonb),'
            ' refusal.receive(bigint, jsonb, text, uuid), refusal.grade(bigint, integer, text, text, integer, uuid),'
            ' refusal.repack(bigint, integer, integer, uuid),'
            ' refusal.place(bigint, integer, text, integer, text, text, uuid),'
            ' refusal.plan_many(bigint[], text[], boolean),'
            ' refusal.plan_route(text, text[], integer, timestamptz, boolean, numeric, numeric),'
            ' refusal.explain(bigint), refusal.channel(text),'
            ' refusal.read_feed(refusal.feed_position, integer, text),'
            ' refusal.subscribe(text, text, text[], text, integer, integer), refusal.unsubscribe(text),'
            ' refusal.poll(text, integer, integer), refusal.ack(text, refusal.feed_position, integer, bigint),'
            ' refusal.nack(text, refusal.feed_position, text, interval, integer, bigint),'
            ' refusal.bury(text, refusal.feed_position, text, integer, bigint),'
            ' refusal.seek(text, refusal.feed_position), refusal.redrive(text), refusal.discard(text, bigint),'
            ' refusal.wait_feed(refusal.feed_position, interval), refusal.metrics(), refusal_internal.has_role(name),'
            ' refusal_internal.works_at(integer), refusal_internal.consumer_stats(), refusal_internal.relay_heartbeat(),'
            ' refusal_internal.delivers_shop(integer), refusal_internal.endpoint_stats(),'
            ' refusal_internal.relay_untold(), refusal_internal.newest_position(),'
            ' refusal_internal.journal_months(), refusal_internal.journal_obstacles(),'
            ' refusal.verify(timestamptz), refusal.run_due(integer)'
            ' TO %s', target);
        EXECUTE format('GRANT EXECUTE ON PROCEDURE refusal.tick() TO %s', target);
    END IF;
    IF manages OR grant_membership.actor = 'courier' THEN
        EXECUTE format('GRANT SELECT ON refusal.parcel TO %s', target);
        EXECUTE format('GRANT INSERT (refusal_id, shop_id, parcel_id, state, last_event, last_payload, last_actor,'
            ' last_request) ON refusal.refusal TO %s', target);
        EXECUTE format('GRANT EXECUTE ON FUNCTION refusal.record(text, text, text, uuid, timestamptz, text, text,'
            ' jsonb, jsonb, text), refusal.record_many(jsonb) TO %s', target);
    END IF;
    IF manages THEN
        EXECUTE format('GRANT INSERT, UPDATE ON refusal.parcel, refusal.parcel_line, refusal.facility, refusal.lane,'
            ' refusal.scenario, refusal.rule TO %s', target);
        EXECUTE format('GRANT DELETE ON refusal.lane, refusal.scenario, refusal.rule, refusal.endpoint TO %s', target);
        -- Where an endpoint may reach the inside is for administrators to say.
        EXECUTE format('GRANT SELECT, INSERT (shop_id, name, kind, url, events, active, timeout, max_attempts, concurrency,'
            ' rate_per_second, start_at, slots), UPDATE (name, url, events, active, timeout, max_attempts, concurrency,'
            ' rate_per_second, start_at) ON refusal.endpoint TO %s', target);
        EXECUTE format('GRANT SELECT ON refusal.endpoint_keys TO %s', target);
        EXECUTE format('GRANT UPDATE (name, timezone, proof_policy, retract_window, search_period) ON refusal.shop'
            ' TO %s', target);
        EXECUTE format('GRANT USAGE ON SEQUENCE refusal.parcel_id_seq, refusal.facility_id_seq, refusal.lane_id_seq,'
            ' refusal.scenario_id_seq, refusal.rule_id_seq, refusal.endpoint_id_seq TO %s', target);
        EXECUTE format('GRANT EXECUTE ON FUNCTION refusal.decide(bigint, text, text, integer, uuid),'
            ' refusal.override(bigint, text, text, integer, uuid, boolean),'
            ' refusal.add_endpoint_key(integer, interval), refusal.end_endpoint_key(integer, integer),'
            ' refusal.redrive_endpoint(integer),'
            ' refusal.lint_scenario(integer), refusal.activate_scenario(integer, timestamptz),'
            ' refusal.call_off_scenario(integer), refusal_internal.lock_scenarios(integer),'
            ' refusal_internal.unschedule_scenario(integer),'
            ' refusal.simulate(integer, timestamptz, timestamptz, text),'
            ' refusal.simulation_summary(integer, timestamptz, timestamptz, text) TO %s', target);
    END IF;
    IF loads THEN
        EXECUTE format('GRANT INSERT (lane_id, departs_at, from_facility_id, to_facility_id, closed_list),'
            ' UPDATE (state, arrived_list) ON refusal.manifest TO %s', target);
        EXECUTE format('GRANT INSERT, UPDATE (departed, arrived, aboard, error_code, error)'
            ' ON refusal.manifest_parcel TO %s', target);
        EXECUTE format('GRANT USAGE ON SEQUENCE refusal.manifest_id_seq TO %s', target);
        EXECUTE format('GRANT EXECUTE ON FUNCTION refusal_internal.handles_manifest(bigint),'
            ' refusal_internal.listed_parcels(jsonb), refusal.close_manifest(integer, timestamptz, jsonb),'
            ' refusal.depart_manifest(bigint), refusal.arrive_manifest(bigint, jsonb) TO %s', target);
    END IF;
    IF grant_membership.gateway THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION refusal.act_for(text) TO %s', target);
    END IF;

    INSERT INTO refusal.membership (role_name, shop_id, actor, facility_id, supplier, gateway)
    VALUES (grant_membership.role_name, the_shop, grant_membership.actor, the_facility, grant_membership.supplier,
        grant_membership.gateway)
    ON CONFLICT DO NOTHING;
    SELECT m.* INTO member
    FROM refusal.membership m
    WHERE m.role_name = grant_membership.role_name AND m.shop_id IS NOT DISTINCT FROM the_shop
        AND m.actor = grant_membership.actor AND m.facility_id IS NOT DISTINCT FROM the_facility
        AND m.supplier IS NOT DISTINCT FROM grant_membership.supplier AND m.gateway = grant_membership.gateway;
    RETURN member;
END
$function$;
COMMENT ON FUNCTION refusal.grant_membership(name, text, text, text, text, boolean) IS
    'Makes a database role an actor: inserts the membership and grants what the actor needs';
REVOKE ALL ON FUNCTION refusal.grant_membership(name, text, text, text, text, boolean) FROM PUBLIC;
