-- What guards the network and the settings, and tells every backend when they change.

-- ALWAYS, for a restore and a replica's TRUNCATE are news too. Logical replication applies rows without firing
-- statement triggers: there a row trigger tells.
DO $$
DECLARE
    announced record;
BEGIN
    FOR announced IN
        SELECT name, CASE WHEN name IN ('facility', 'lane') THEN 'network' ELSE 'settings' END AS what
        FROM unnest('{facility,lane,shop,membership,state,transition,reason,reason_map,scenario,rule}'::text[]) AS name
    LOOP
        EXECUTE format('CREATE TRIGGER %1$s_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON refusal.%1$I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_%2$s_change()',
                       announced.name, announced.what);
        EXECUTE format('CREATE TRIGGER %1$s_replicated AFTER INSERT OR UPDATE OR DELETE ON refusal.%1$I '
                       'FOR EACH ROW EXECUTE FUNCTION refusal_internal.announce_%2$s_change()',
                       announced.name, announced.what);
        EXECUTE format('ALTER TABLE refusal.%1$I ENABLE ALWAYS TRIGGER %1$s_changed, '
                       'ENABLE REPLICA TRIGGER %1$s_replicated', announced.name);
    END LOOP;
END
$$;

CREATE TRIGGER scenario_is_kept BEFORE INSERT OR UPDATE OR DELETE ON refusal.scenario
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_scenario();
CREATE TRIGGER rule_is_kept BEFORE INSERT OR UPDATE OR DELETE ON refusal.rule
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_rules();

CREATE TRIGGER facility_is_kept BEFORE DELETE ON refusal.facility
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_facility();
CREATE TRIGGER facility_keeps_its_identity BEFORE UPDATE ON refusal.facility
    FOR EACH ROW WHEN (OLD.facility_id <> NEW.facility_id OR OLD.code <> NEW.code OR OLD.kind <> NEW.kind)
    EXECUTE FUNCTION refusal_internal.keep_facility();

CREATE TRIGGER lane_counts_its_places BEFORE UPDATE OF capacity ON refusal.lane
    FOR EACH ROW WHEN (OLD.capacity IS NULL AND NEW.capacity IS NOT NULL)
    EXECUTE FUNCTION refusal_internal.count_places();

CREATE TRIGGER state_is_kept BEFORE DELETE ON refusal.state
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_state();
CREATE TRIGGER state_keeps_its_name BEFORE UPDATE ON refusal.state
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION refusal_internal.keep_state();
CREATE TRIGGER reason_is_kept BEFORE DELETE ON refusal.reason
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_reason();
CREATE TRIGGER reason_keeps_its_code BEFORE UPDATE ON refusal.reason
    FOR EACH ROW WHEN (OLD.code <> NEW.code) EXECUTE FUNCTION refusal_internal.keep_reason();
-- At commit, for a tree may be written in any order.
CREATE CONSTRAINT TRIGGER reasons_make_a_tree AFTER INSERT OR UPDATE OR DELETE ON refusal.reason
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refusal_internal.check_reason_tree();
