-- What guards the network and the settings, and tells every backend when they change.

-- ALWAYS, for a restore and a replica's TRUNCATE are news too. Logical replication applies rows without firing
-- statement triggers: there a row trigger tells.
CREATE TRIGGER facility_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON refusal.facility
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_network_change();
CREATE TRIGGER facility_replicated AFTER INSERT OR UPDATE OR DELETE ON refusal.facility
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.announce_network_change();
ALTER TABLE refusal.facility ENABLE ALWAYS TRIGGER facility_changed, ENABLE REPLICA TRIGGER facility_replicated;
CREATE TRIGGER lane_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON refusal.lane
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_network_change();
CREATE TRIGGER lane_replicated AFTER INSERT OR UPDATE OR DELETE ON refusal.lane
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.announce_network_change();
ALTER TABLE refusal.lane ENABLE ALWAYS TRIGGER lane_changed, ENABLE REPLICA TRIGGER lane_replicated;
CREATE TRIGGER shop_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON refusal.shop
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_settings_change();
CREATE TRIGGER shop_replicated AFTER INSERT OR UPDATE OR DELETE ON refusal.shop
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.announce_settings_change();
ALTER TABLE refusal.shop ENABLE ALWAYS TRIGGER shop_changed, ENABLE REPLICA TRIGGER shop_replicated;
CREATE TRIGGER membership_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON refusal.membership
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_settings_change();
CREATE TRIGGER membership_replicated AFTER INSERT OR UPDATE OR DELETE ON refusal.membership
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.announce_settings_change();
ALTER TABLE refusal.membership ENABLE ALWAYS TRIGGER membership_changed, ENABLE REPLICA TRIGGER membership_replicated;
CREATE TRIGGER state_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON refusal.state
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_settings_change();
CREATE TRIGGER state_replicated AFTER INSERT OR UPDATE OR DELETE ON refusal.state
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.announce_settings_change();
ALTER TABLE refusal.state ENABLE ALWAYS TRIGGER state_changed, ENABLE REPLICA TRIGGER state_replicated;
CREATE TRIGGER transition_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON refusal.transition
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_settings_change();
CREATE TRIGGER transition_replicated AFTER INSERT OR UPDATE OR DELETE ON refusal.transition
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.announce_settings_change();
ALTER TABLE refusal.transition ENABLE ALWAYS TRIGGER transition_changed, ENABLE REPLICA TRIGGER transition_replicated;
CREATE TRIGGER reason_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON refusal.reason
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_settings_change();
CREATE TRIGGER reason_replicated AFTER INSERT OR UPDATE OR DELETE ON refusal.reason
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.announce_settings_change();
ALTER TABLE refusal.reason ENABLE ALWAYS TRIGGER reason_changed, ENABLE REPLICA TRIGGER reason_replicated;
CREATE TRIGGER reason_map_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON refusal.reason_map
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_settings_change();
CREATE TRIGGER reason_map_replicated AFTER INSERT OR UPDATE OR DELETE ON refusal.reason_map
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.announce_settings_change();
ALTER TABLE refusal.reason_map ENABLE ALWAYS TRIGGER reason_map_changed, ENABLE REPLICA TRIGGER reason_map_replicated;
CREATE TRIGGER scenario_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON refusal.scenario
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_settings_change();
CREATE TRIGGER scenario_replicated AFTER INSERT OR UPDATE OR DELETE ON refusal.scenario
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.announce_settings_change();
ALTER TABLE refusal.scenario ENABLE ALWAYS TRIGGER scenario_changed, ENABLE REPLICA TRIGGER scenario_replicated;
CREATE TRIGGER rule_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON refusal.rule
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_settings_change();
CREATE TRIGGER rule_replicated AFTER INSERT OR UPDATE OR DELETE ON refusal.rule
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.announce_settings_change();
ALTER TABLE refusal.rule ENABLE ALWAYS TRIGGER rule_changed, ENABLE REPLICA TRIGGER rule_replicated;

CREATE TRIGGER scenario_is_kept BEFORE INSERT OR UPDATE OR DELETE ON refusal.scenario
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_scenario();
CREATE TRIGGER rule_is_kept BEFORE INSERT OR UPDATE OR DELETE ON refusal.rule
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_rules();

CREATE TRIGGER facility_is_kept BEFORE DELETE ON refusal.facility
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_facility();
CREATE TRIGGER facility_keeps_its_identity BEFORE UPDATE ON refusal.facility
    FOR EACH ROW WHEN (OLD.facility_id <> NEW.facility_id OR OLD.code <> NEW.code OR OLD.kind <> NEW.kind)
    EXECUTE FUNCTION refusal_internal.keep_facility();

CREATE TRIGGER state_is_kept BEFORE DELETE ON refusal.state
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_state();
CREATE TRIGGER state_keeps_its_name BEFORE UPDATE ON refusal.state
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION refusal_internal.keep_state();
CREATE TRIGGER reason_is_kept BEFORE DELETE ON refusal.reason
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_reason();
CREATE TRIGGER reason_keeps_its_code BEFORE UPDATE ON refusal.reason
    FOR EACH ROW WHEN (OLD.code <> NEW.code) EXECUTE FUNCTION refusal_internal.keep_reason();
