#include "backend/capacity.hpp"

#include "backend/invalidation.hpp"

namespace refusal::backend {

namespace {

// The attributes of refusal.reservation, as the scans read them.
enum Attribute : AttrNumber { lane_id = 1, departs_at = 2, place = 3, refusal_id = 4 };

struct Capacities {
    std::unordered_map<std::int32_t, std::int32_t> by_lane; // of the lanes with a timetable that have one
    bool reserved = false;                                  // there are places taken, whatever the lanes say now
};

Capacities load() {
    static Statement lanes("SELECT lane_id, capacity FROM refusal.lane "
                           "WHERE capacity IS NOT NULL AND departures IS NOT NULL",
                           {});
    static Statement reserved("SELECT EXISTS (SELECT FROM refusal.reservation)", {});
    const SpiSession session;
    const AsOwner owner;
    const PinnedSearchPath path;
    Capacities loaded;
    const Rows rows = lanes.run({}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row)
        loaded.by_lane.emplace(rows.integer(row, 1), rows.integer(row, 2));
    loaded.reserved = reserved.run({}, Statement::Snapshot::fresh).boolean(0, 1);
    return loaded;
}

// Known as long as the network is: a capacity that is set changes the network.
const Capacities &capacities() {
    static Capacities cached;
    static std::optional<std::uint64_t> generation;
    const std::uint64_t now = network_generation();
    if (generation != now) {
        cached = load();
        generation = now;
    }
    return cached;
}

std::optional<std::int32_t> capacity_of(std::int32_t lane) {
    const auto &by_lane = capacities().by_lane;
    const auto found = by_lane.find(lane);
    return found == by_lane.end() ? std::nullopt : std::optional(found->second);
}

struct Taken {
    TimestampTz departs_at;
    std::int32_t place;
    std::int64_t refusal_id;
};

// Calls `see` with the taken places of a lane from a departure on, in order, until that returns false.
template <typename F> void each_taken(const core::FullDeparture &first, F &see) {
    backend_call([&first, &see] {
        Relation table = table_open(get_relname_relid("reservation", get_namespace_oid("refusal", false)), AccessShareLock);
        Relation index = index_open(RelationGetPrimaryKeyIndex(table), AccessShareLock);
        ScanKeyData keys[2];
        ScanKeyInit(&keys[0], Attribute::lane_id, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum(first.lane_id));
        ScanKeyInit(&keys[1], Attribute::departs_at, BTGreaterEqualStrategyNumber, F_TIMESTAMPTZ_GE,
                    TimestampTzGetDatum(first.departs_at));
        SnapshotData dirty;
        InitDirtySnapshot(dirty);
        TupleTableSlot *slot = table_slot_create(table, nullptr);
        IndexScanDesc scan = begin_index_scan(table, index, &dirty, 2);
        index_rescan(scan, keys, 2, nullptr, 0);
        bool more = true;
        while (more && index_getnext_slot(scan, ForwardScanDirection, slot)) {
            bool null = false;
            more = see(Taken{DatumGetTimestampTz(slot_getattr(slot, Attribute::departs_at, &null)),
                             DatumGetInt32(slot_getattr(slot, Attribute::place, &null)),
                             DatumGetInt64(slot_getattr(slot, Attribute::refusal_id, &null))});
            CHECK_FOR_INTERRUPTS();
        }
        index_endscan(scan);
        ExecDropSingleTupleTableSlot(slot);
        index_close(index, AccessShareLock);
        table_close(table, AccessShareLock);
    });
}

// The departure and those of its lane that follow it, as long as they are full: where one is, its neighbours often are,
// and each that is found at once spares a search for a plan.
std::vector<core::FullDeparture> full_from(const core::FullDeparture &first, std::int32_t capacity,
                                           std::int64_t mine) {
    constexpr std::size_t most = 256; // at a time
    std::array<TimestampTz, most> full{};
    std::size_t count = 0;
    TimestampTz departure = first.departs_at;
    std::int32_t taken = 0;
    auto see = [&, capacity, mine](const Taken &each) {
        if (each.departs_at != departure) {
            if (taken < capacity)
                return false;
            departure = each.departs_at;
            taken = 0;
        }
        if (each.refusal_id != mine && ++taken == capacity)
            full[count++] = departure;
        return count < most;
    };
    each_taken(first, see);
    std::vector<core::FullDeparture> result;
    for (std::size_t each = 0; each < count; ++each)
        result.push_back({first.lane_id, full[each]});
    return result;
}

// False: the plan keeps to what has room.
bool add_full(core::PlanRequest &request, const core::Plan &plan, std::int64_t mine) {
    bool any = false;
    for (const BoundedLeg &leg : bounded_legs(plan))
        for (const core::FullDeparture &full : full_from(leg.departure, *capacity_of(leg.departure.lane_id), mine)) {
            const auto at = std::lower_bound(request.full.begin(), request.full.end(), full);
            if (at != request.full.end() && *at == full)
                continue;
            request.full.insert(at, full);
            any = true;
        }
    return any;
}

} // namespace

bool capacity_matters() {
    const Capacities &known = capacities();
    return known.reserved || !known.by_lane.empty();
}

std::vector<BoundedLeg> bounded_legs(const core::Plan &plan) {
    std::vector<BoundedLeg> result;
    if (capacities().by_lane.empty())
        return result;
    std::int32_t leg_no = 0;
    for (const core::Leg &leg : plan.legs) {
        ++leg_no;
        if (capacity_of(leg.lane_id))
            result.push_back({{leg.lane_id, leg.departs_at}, leg_no});
    }
    return result;
}

std::int32_t first_free_place(const core::FullDeparture &departure) {
    std::int32_t free = 1;
    auto see = [&free, at = departure.departs_at](const Taken &each) {
        if (each.departs_at != at || each.place > free)
            return false;
        free = each.place + 1;
        return true;
    };
    each_taken(departure, see);
    return free;
}

std::int32_t places_taken_above(const core::FullDeparture &departure, std::int32_t place) {
    std::int32_t above = 0;
    auto see = [&above, place, at = departure.departs_at](const Taken &each) {
        above += each.departs_at == at && each.place > place ? 1 : 0;
        return each.departs_at == at;
    };
    each_taken(departure, see);
    return above;
}

std::int32_t room_of(const core::FullDeparture &departure) {
    const std::optional<std::int32_t> capacity = capacity_of(departure.lane_id);
    return capacity ? std::max(*capacity - places_taken_above(departure, 0), 0) : PG_INT32_MAX;
}

std::optional<core::Plan> cheapest_with_room(const NetworkView &view, core::PlanRequest &request,
                                             const std::vector<std::int32_t> &destinations, std::int64_t refusal_id) {
    std::optional<core::Plan> plan = view.planner->cheapest(request, destinations, check_interrupts);
    while (plan && add_full(request, *plan, refusal_id))
        plan = view.planner->cheapest(request, destinations, check_interrupts);
    return plan;
}

std::vector<core::Plan> plans_with_room(const NetworkView &view, core::PlanRequest &request,
                                        const std::vector<std::int32_t> &destinations, std::int64_t refusal_id) {
    for (;;) {
        std::vector<core::Plan> plans = view.planner->plan_all(request, destinations, check_interrupts);
        bool any = false;
        for (const core::Plan &plan : plans)
            any = add_full(request, plan, refusal_id) || any;
        if (!any)
            return plans;
    }
}

} // namespace refusal::backend
