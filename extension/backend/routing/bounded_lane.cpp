#include "backend/server/spi.hpp"

// A lane that is given a capacity, while parcels are planned for it already.
namespace refusal::backend {

// As the tables' owner, for the parcels are every shop's. Before the row is written: the lane is not bounded yet, so that
// there are places for all of them, also beyond what it will take. Whatever has been planned by now counts.
REFUSAL_FUNCTION(refusal_count_places) {
    static Statement count(
        "INSERT INTO refusal.reservation (lane_id, departs_at, place, refusal_id, shop_id, route_id, leg_no) "
        "SELECT a.lane_id, a.departs_at, row_number() OVER (PARTITION BY a.departs_at ORDER BY a.refusal_id) "
        "+ coalesce((SELECT max(p.place) FROM refusal.reservation p "
        "WHERE p.lane_id = a.lane_id AND p.departs_at = a.departs_at), 0), "
        "a.refusal_id, a.shop_id, a.route_id, a.leg_no FROM refusal_internal.leg_ahead a "
        "WHERE a.lane_id = $1 AND a.timetabled AND NOT EXISTS (SELECT FROM refusal.reservation p WHERE p.refusal_id = a.refusal_id "
        "AND p.route_id = a.route_id AND p.leg_no = a.leg_no)",
        {INT4OID});
    if (!CALLED_AS_TRIGGER(fcinfo))
        throw core::Error("39P01", "function was not called as a trigger");
    const auto *trigger = reinterpret_cast<TriggerData *>(fcinfo->context);
    const std::int32_t lane_id = backend_call([trigger] {
        TupleDesc descriptor = RelationGetDescr(trigger->tg_relation);
        bool null = false;
        return DatumGetInt32(heap_getattr(trigger->tg_trigtuple, SPI_fnumber(descriptor, "lane_id"), descriptor, &null));
    });
    const PinnedSearchPath path;
    const SpiSession session;
    const AsOwner owner;
    count.run({value(lane_id)}, Statement::Snapshot::fresh_to_write);
    return PointerGetDatum(trigger->tg_newtuple);
}

} // namespace refusal::backend
