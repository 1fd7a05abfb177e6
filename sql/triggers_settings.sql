-- What guards the network and the settings, and tells every backend when they change.

-- ALWAYS, for a restore and a replica's TRUNCATE are news too. Logical replication applies rows without firing
-- statement triggers: there a row trigger tells. Of the network it is told which rows, for a large one is slow to read;
-- a trigger sees the rows of a statement only where it is for one kind of statement.
DO $$
DECLARE
    announced record;
    fires record;
BEGIN
    FOR announced IN
        SELECT name, CASE WHEN name IN ('facility', 'lane') THEN 'network' ELSE 'settings' END AS what
        FROM unnest('{facility,lane,shop,membership,state,transition,reason,reason_map,scenario,rule}'::text[]) AS name
    LOOP
        FOR fires IN
            SELECT * FROM (VALUES
                ('settings', 'changed', 'INSERT OR UPDATE OR DELETE OR TRUNCATE', 'FOR EACH STATEMENT', 'ALWAYS'),
                ('network', 'added', 'INSERT', 'REFERENCING NEW TABLE AS added FOR EACH STATEMENT', 'ALWAYS'),
                ('network', 'changed', 'UPDATE',
                 'REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT', 'ALWAYS'),
                ('network', 'removed', 'DELETE', 'REFERENCING OLD TABLE AS removed FOR EACH STATEMENT', 'ALWAYS'),
                ('network', 'emptied', 'TRUNCATE', 'FOR EACH STATEMENT', 'ALWAYS'),
                ('settings', 'replicated', 'INSERT OR UPDATE OR DELETE', 'FOR EACH ROW', 'REPLICA'),
                ('network', 'replicated', 'INSERT OR UPDATE OR DELETE', 'FOR EACH ROW', 'REPLICA')
            ) AS trigger_of (what, name, events, rows, enabled)
            WHERE what = announced.what
        LOOP
            EXECUTE format('CREATE TRIGGER %I AFTER %s ON refusal.%I %s EXECUTE FUNCTION '
                           'refusal_internal.announce_%s_change()',
                           announced.name || '_' || fires.name, fires.events, announced.name, fires.rows,
                           announced.what);
            EXECUTE format('ALTER TABLE refusal.%I ENABLE %s TRIGGER %I', announced.name, fires.enabled,
                           announced.name || '_' || fires.name);
        END LOOP;
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
