-- refusal.grant_cabinet(name): makes a database role the one that `pg_refusal cabinet` connects as: a gateway that is the
-- shop's actor, and may ask who signs in. Run by an administrator.
CREATE OR REPLACE FUNCTION refusal.grant_cabinet(role_name name)
RETURNS refusal.membership
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    member refusal.membership := refusal.grant_membership(grant_cabinet.role_name, 'shop', gateway => true);
    target text := quote_ident(grant_cabinet.role_name);
BEGIN
    EXECUTE format('GRANT SELECT ON refusal_internal.cabinet_row TO %s', target);
    EXECUTE format('GRANT EXECUTE ON FUNCTION refusal_internal.cabinet_shop(),'
        ' refusal_internal.expected_cost(boolean, numeric, numeric), refusal_internal.open_decisions(jsonb),'
        ' refusal_internal.is_by_hand(text, text), refusal_internal.scenario_head(refusal.scenario, jsonb),'
        ' refusal_internal.scenario_rules(integer), refusal_internal.read_rules(jsonb),'
        ' refusal_internal.cabinet_matching(integer, text, text[], text[], text, text[], timestamptz, timestamptz,'
        ' numeric, numeric, boolean, boolean),'
        ' refusal.sign_in(text, text, inet), refusal.session(text), refusal.sign_out(text),'
        ' refusal.live_sessions(text[]), refusal.cabinet_live(refusal.feed_position, integer),'
        ' refusal.cabinet_today(), refusal.cabinet_rows(bigint[]), refusal.cabinet_refusal(bigint),'
        ' refusal.cabinet_refusals(text, text, text, text, text, timestamptz, timestamptz, numeric, numeric, boolean,'
        ' boolean, text, boolean, text, integer), refusal.cabinet_vocabulary(), refusal.cabinet_places(),'
        ' refusal.cabinet_fire(bigint, text, jsonb, integer, uuid),'
        ' refusal.cabinet_decide(bigint, text, text, integer, uuid),'
        ' refusal.cabinet_override(bigint, text, text, integer, uuid, boolean),'
        ' refusal.cabinet_scenarios(), refusal.cabinet_scenario(integer), refusal.cabinet_new_scenario(integer),'
        ' refusal.cabinet_drop_scenario(integer), refusal.cabinet_replace_rules(integer, jsonb),'
        ' refusal.cabinet_simulation(integer, integer), refusal.cabinet_activate_scenario(integer, timestamptz),'
        ' refusal.cabinet_figures(timestamptz, timestamptz, text)'
        ' TO %s', target);
    RETURN member;
END
$function$;
COMMENT ON FUNCTION refusal.grant_cabinet(name) IS 'Makes a database role the one that the cabinet''s server connects as';
REVOKE ALL ON FUNCTION refusal.grant_cabinet(name) FROM PUBLIC;
