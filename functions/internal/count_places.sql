-- Trigger: a lane that gets a capacity has parcels planned for it already. They keep their places, and count: where they
-- are more than the capacity, no more are planned. As the owner, for the places are every shop's.
CREATE OR REPLACE FUNCTION refusal_internal.count_places()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- Before the row is written: the lane is not bounded yet, so that there are places for all of them.
    INSERT INTO refusal.reservation (lane_id, departs_at, place, refusal_id, shop_id, route_id, leg_no)
    SELECT a.lane_id, a.departs_at,
        row_number() OVER (PARTITION BY a.departs_at ORDER BY a.refusal_id)
            + coalesce((SELECT max(p.place) FROM refusal.reservation p
                        WHERE p.lane_id = a.lane_id AND p.departs_at = a.departs_at), 0),
        a.refusal_id, a.shop_id, a.route_id, a.leg_no
    FROM refusal_internal.leg_ahead a
    WHERE a.lane_id = OLD.lane_id AND NOT EXISTS (
        SELECT FROM refusal.reservation p
        WHERE p.refusal_id = a.refusal_id AND p.route_id = a.route_id AND p.leg_no = a.leg_no);
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION refusal_internal.count_places() IS
    'Trigger: gives a place to what is planned already for a lane that gets a capacity';
REVOKE ALL ON FUNCTION refusal_internal.count_places() FROM PUBLIC;
