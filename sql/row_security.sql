-- A tenant sees its own shop's rows and nothing else. What a policy asks is answered by C functions from a cache.
ALTER TABLE refusal.shop ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.shop FOR SELECT USING (refusal_internal.sees_shop(shop_id));
CREATE POLICY change ON refusal.shop FOR UPDATE USING (refusal_internal.manages_shop(shop_id));
CREATE POLICY add ON refusal.shop FOR INSERT WITH CHECK (refusal_internal.manages_shop(NULL));

-- Administrators only: the owner and whoever bypasses row security.
ALTER TABLE refusal.membership ENABLE ROW LEVEL SECURITY;

ALTER TABLE refusal.facility ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.facility FOR SELECT
    USING (shop_id IS NULL OR refusal_internal.sees_shop(shop_id));
CREATE POLICY add ON refusal.facility FOR INSERT WITH CHECK (refusal_internal.manages_shop(shop_id));
CREATE POLICY change ON refusal.facility FOR UPDATE USING (refusal_internal.manages_shop(shop_id));

-- A lane is seen by whoever sees both its ends, and written by whoever manages one of them. The planner does not
-- read it through this policy.
ALTER TABLE refusal.lane ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.lane FOR SELECT USING (
    EXISTS (SELECT FROM refusal.facility f WHERE f.facility_id = from_facility_id)
    AND EXISTS (SELECT FROM refusal.facility f WHERE f.facility_id = to_facility_id));
CREATE POLICY write ON refusal.lane USING (
    EXISTS (SELECT FROM refusal.facility f
            WHERE f.facility_id IN (from_facility_id, to_facility_id) AND refusal_internal.manages_shop(f.shop_id)));

ALTER TABLE refusal.parcel ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.parcel FOR SELECT USING (refusal_internal.sees_shop(shop_id));
CREATE POLICY add ON refusal.parcel FOR INSERT WITH CHECK (refusal_internal.manages_shop(shop_id));
CREATE POLICY change ON refusal.parcel FOR UPDATE USING (refusal_internal.manages_shop(shop_id));

ALTER TABLE refusal.parcel_line ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.parcel_line FOR SELECT
    USING (EXISTS (SELECT FROM refusal.parcel p WHERE p.parcel_id = parcel_line.parcel_id));
CREATE POLICY add ON refusal.parcel_line FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM refusal.parcel p
            WHERE p.parcel_id = parcel_line.parcel_id AND refusal_internal.manages_shop(p.shop_id)));
CREATE POLICY change ON refusal.parcel_line FOR UPDATE USING (
    EXISTS (SELECT FROM refusal.parcel p
            WHERE p.parcel_id = parcel_line.parcel_id AND refusal_internal.manages_shop(p.shop_id)));

ALTER TABLE refusal.scenario ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.scenario FOR SELECT USING (refusal_internal.sees_shop(shop_id));
CREATE POLICY write ON refusal.scenario USING (refusal_internal.manages_shop(shop_id));

ALTER TABLE refusal.rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.rule FOR SELECT
    USING (EXISTS (SELECT FROM refusal.scenario s WHERE s.scenario_id = rule.scenario_id));
CREATE POLICY write ON refusal.rule USING (
    EXISTS (SELECT FROM refusal.scenario s
            WHERE s.scenario_id = rule.scenario_id AND refusal_internal.manages_shop(s.shop_id)));

ALTER TABLE refusal.refusal ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.refusal FOR SELECT
    USING (refusal_internal.sees_shop(shop_id) OR refusal_internal.sees_supplier(shop_id, supplier));
CREATE POLICY add ON refusal.refusal FOR INSERT WITH CHECK (refusal_internal.sees_shop(shop_id));
CREATE POLICY change ON refusal.refusal FOR UPDATE
    USING (refusal_internal.sees_shop(shop_id) OR refusal_internal.sees_supplier(shop_id, supplier));

ALTER TABLE refusal.line ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.line FOR SELECT
    USING (refusal_internal.sees_shop(shop_id) OR refusal_internal.sees_supplier(shop_id, supplier));
ALTER TABLE refusal.line_result ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.line_result FOR SELECT USING (refusal_internal.sees_shop(shop_id));
ALTER TABLE refusal.route ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.route FOR SELECT USING (refusal_internal.sees_shop(shop_id));
ALTER TABLE refusal.reservation ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.reservation FOR SELECT USING (refusal_internal.sees_shop(shop_id));
-- Of a truck a shop sees its own parcels; who loads or unloads it, the truck.
ALTER TABLE refusal.manifest ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.manifest FOR SELECT USING (
    refusal_internal.works_at(from_facility_id) OR refusal_internal.works_at(to_facility_id)
    OR EXISTS (SELECT FROM refusal.manifest_parcel i WHERE i.manifest_id = manifest.manifest_id));
CREATE POLICY add ON refusal.manifest FOR INSERT WITH CHECK (refusal_internal.works_at(from_facility_id));
CREATE POLICY change ON refusal.manifest FOR UPDATE
    USING (refusal_internal.works_at(from_facility_id) OR refusal_internal.works_at(to_facility_id));
ALTER TABLE refusal.manifest_parcel ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.manifest_parcel FOR SELECT USING (refusal_internal.sees_shop(shop_id));
CREATE POLICY add ON refusal.manifest_parcel FOR INSERT
    WITH CHECK (refusal_internal.sees_shop(shop_id) AND refusal_internal.handles_manifest(manifest_id));
CREATE POLICY change ON refusal.manifest_parcel FOR UPDATE
    USING (refusal_internal.sees_shop(shop_id) AND refusal_internal.handles_manifest(manifest_id));
ALTER TABLE refusal.event ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.event FOR SELECT USING (refusal_internal.sees_shop(shop_id));
ALTER TABLE refusal_internal.event_default ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal_internal.event_default FOR SELECT USING (refusal_internal.sees_shop(shop_id));
ALTER TABLE refusal_internal.journal_start ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal_internal.journal_start FOR SELECT USING (refusal_internal.sees_shop(shop_id));
-- It names other roles' consumers.
ALTER TABLE refusal_internal.retention ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal_internal.retention FOR SELECT USING (pg_has_role('pg_monitor', 'USAGE'));

-- A consumer is its role's; an endpoint's is seen by its shop, too.
ALTER TABLE refusal.consumer ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.consumer FOR SELECT USING (
    refusal_internal.has_role(role_name) OR (endpoint_id IS NOT NULL AND refusal_internal.manages_shop(shop_id)));
ALTER TABLE refusal_internal.cursor ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal_internal.cursor FOR SELECT
    USING (EXISTS (SELECT FROM refusal.consumer c WHERE c.consumer_id = "cursor".consumer_id));
ALTER TABLE refusal_internal.lease ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal_internal.lease FOR SELECT
    USING (EXISTS (SELECT FROM refusal.consumer c WHERE c.consumer_id = lease.consumer_id));
ALTER TABLE refusal_internal.parked_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal_internal.parked_event FOR SELECT
    USING (EXISTS (SELECT FROM refusal.consumer c WHERE c.consumer_id = parked_event.consumer_id));

-- Words that every shop shares.
ALTER TABLE refusal.state ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.state FOR SELECT USING (true);
ALTER TABLE refusal.transition ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.transition FOR SELECT USING (true);
ALTER TABLE refusal.reason ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.reason FOR SELECT USING (true);
ALTER TABLE refusal.reason_map ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON refusal.reason_map FOR SELECT USING (true);
