-- No back door: what a refusal goes through is checked and journalled whoever writes the row.
CREATE TRIGGER change_is_checked BEFORE INSERT OR UPDATE ON refusal.refusal
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.before_change();
-- A trigger with a transition table is for one kind of statement.
CREATE TRIGGER capture_is_journalled AFTER INSERT ON refusal.refusal
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.after_change();
CREATE TRIGGER change_is_journalled AFTER UPDATE ON refusal.refusal
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.after_change();

CREATE TRIGGER refusal_is_kept BEFORE DELETE ON refusal.refusal
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep();
CREATE TRIGGER refusals_are_kept BEFORE TRUNCATE ON refusal.refusal
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.keep();
-- A line is written by the trigger of its refusal and changed by it, a route is not changed; neither goes.
CREATE TRIGGER line_is_kept BEFORE DELETE ON refusal.line
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep();
CREATE TRIGGER lines_are_kept BEFORE TRUNCATE ON refusal.line
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.keep();
CREATE TRIGGER route_is_kept BEFORE UPDATE OR DELETE ON refusal.route
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep();
CREATE TRIGGER routes_are_kept BEFORE TRUNCATE ON refusal.route
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.keep();
CREATE TRIGGER event_is_kept BEFORE UPDATE OR DELETE ON refusal.event
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep();
CREATE TRIGGER events_are_kept BEFORE TRUNCATE ON refusal.event
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.keep();
CREATE TRIGGER events_are_kept BEFORE TRUNCATE ON refusal_internal.event_default
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.keep();

CREATE TRIGGER place_is_within_capacity BEFORE INSERT OR UPDATE OF lane_id, departs_at, place ON refusal.reservation
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.check_place();

CREATE TRIGGER place_is_freed AFTER UPDATE OR DELETE OR TRUNCATE ON refusal.reservation
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.announce_free_places();
ALTER TABLE refusal.reservation ENABLE ALWAYS TRIGGER place_is_freed;

CREATE TRIGGER manifest_is_kept BEFORE UPDATE ON refusal.manifest
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_manifest();
CREATE TRIGGER manifests_are_kept BEFORE DELETE OR TRUNCATE ON refusal.manifest
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.keep();
CREATE TRIGGER manifest_parcel_is_kept BEFORE UPDATE ON refusal.manifest_parcel
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_manifest_parcel();
CREATE TRIGGER manifest_parcels_are_kept BEFORE DELETE OR TRUNCATE ON refusal.manifest_parcel
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.keep();

CREATE TRIGGER parcel_is_kept BEFORE DELETE ON refusal.parcel
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_parcel();
CREATE TRIGGER parcel_keeps_its_id BEFORE UPDATE ON refusal.parcel
    FOR EACH ROW WHEN (OLD.parcel_id <> NEW.parcel_id) EXECUTE FUNCTION refusal_internal.keep_parcel();
CREATE TRIGGER parcels_are_kept BEFORE TRUNCATE ON refusal.parcel
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.keep_parcel();
CREATE TRIGGER parcel_line_is_kept BEFORE DELETE ON refusal.parcel_line
    FOR EACH ROW EXECUTE FUNCTION refusal_internal.keep_parcel_line();
CREATE TRIGGER parcel_line_keeps_its_quantity BEFORE UPDATE ON refusal.parcel_line
    FOR EACH ROW WHEN ((OLD.parcel_id, OLD.line_no, OLD.quantity) IS DISTINCT FROM (NEW.parcel_id, NEW.line_no, NEW.quantity))
    EXECUTE FUNCTION refusal_internal.keep_parcel_line();
CREATE TRIGGER parcel_lines_are_kept BEFORE TRUNCATE ON refusal.parcel_line
    FOR EACH STATEMENT EXECUTE FUNCTION refusal_internal.keep_parcel_line();

-- Checked as a whole when the transaction commits: a new state comes with several rows.
CREATE CONSTRAINT TRIGGER states_make_a_machine AFTER INSERT OR UPDATE OR DELETE ON refusal.state
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refusal_internal.check_machine();
CREATE CONSTRAINT TRIGGER transitions_make_a_machine AFTER INSERT OR UPDATE OR DELETE ON refusal.transition
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refusal_internal.check_machine();
