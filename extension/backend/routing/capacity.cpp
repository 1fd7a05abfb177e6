#include "backend/routing/capacity.hpp"

#include "backend/server/invalidation.hpp"

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
    bool settled; // its transaction has committed
};

enum class From { place, departure };

// Calls `see` with the taken places of a departure, from a number on; or with those of its lane that leave later. In
// order, or from the last one back, until it returns false.
template <typename F>
void each_taken(const core::FullDeparture &departure, From from, std::int32_t first, ScanDirection direction, F &see) {
    backend_call([&departure, from, first, direction, &see] {
        Relation table = table_open(get_relname_relid("reservation", get_namespace_oid("refusal", false)), AccessShareLock);
        Relation index = index_open(RelationGetPrimaryKeyIndex(table), AccessShareLock);
        const Datum at = TimestampTzGetDatum(departure.departs_at);
        const int count = from == From::place ? 3 : 2;
        ScanKeyData keys[3];
        ScanKeyInit(&keys[0], Attribute::lane_id, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum(departure.lane_id));
        if (from == From::place) {
            ScanKeyInit(&keys[1], Attribute::departs_at, BTEqualStrategyNumber, F_TIMESTAMPTZ_EQ, at);
            ScanKeyInit(&keys[2], Attribute::place, BTGreaterEqualStrategyNumber, F_INT4GE, Int32GetDatum(first));
        } else {
            ScanKeyInit(&keys[1], Attribute::departs_at, BTGreaterStrategyNumber, F_TIMESTAMPTZ_GT, at);
        }
        SnapshotData dirty;
        InitDirtySnapshot(dirty);
        TupleTableSlot *slot = table_slot_create(table, nullptr);
        IndexScanDesc scan = begin_index_scan(table, index, &dirty, count);
        index_rescan(scan, keys, count, nullptr, 0);
        bool more = true;
        while (more && index_getnext_slot(scan, direction, slot)) {
            bool null = false;
            const TransactionId taker =
                DatumGetTransactionId(slot_getsysattr(slot, MinTransactionIdAttributeNumber, &null));
            more = see(Taken{DatumGetTimestampTz(slot_getattr(slot, Attribute::departs_at, &null)),
                             DatumGetInt32(slot_getattr(slot, Attribute::place, &null)),
                             DatumGetInt64(slot_getattr(slot, Attribute::refusal_id, &null)),
                             !TransactionIdIsValid(dirty.xmin) && !TransactionIdIsCurrentTransactionId(taker)});
            CHECK_FOR_INTERRUPTS();
        }
        index_endscan(scan);
        ExecDropSingleTupleTableSlot(slot);
        index_close(index, AccessShareLock);
        table_close(table, AccessShareLock);
    });
}

// Departures that were full, all their places held by what has committed: so they are until one is given up, which is
// announced.
std::set<core::FullDeparture> &known_full() {
    constexpr std::size_t most = 10'000;
    static std::set<core::FullDeparture> known;
    static std::uint64_t places = 0, network = 0;
    if (places != places_generation() || network != network_generation() || known.size() > most) {
        known.clear();
        places = places_generation();
        network = network_generation();
    }
    return known;
}

bool is_full(const core::FullDeparture &departure, std::int32_t capacity, const Holders &mine) {
    if (mine.empty() && known_full().contains(departure))
        return true;
    // Where the last number is free there is room, whatever the others are; a greater one is of a time when there was more.
    bool last_taken = false;
    auto see_last = [&last_taken](const Taken &) {
        last_taken = true;
        return false;
    };
    each_taken(departure, From::place, capacity, ForwardScanDirection, see_last);
    if (!last_taken)
        return false;
    const std::uint64_t generation = places_generation();
    std::int32_t taken = 0;
    bool settled = true;
    auto see = [&](const Taken &each) {
        settled = settled && each.settled;
        taken += mine.contains(each.refusal_id) ? 0 : 1;
        return taken < capacity;
    };
    each_taken(departure, From::place, 0, ForwardScanDirection, see);
    if (taken < capacity)
        return false;
    if (settled && mine.empty() && generation == places_generation())
        known_full().insert(departure);
    return true;
}

std::optional<core::FullDeparture> next_taken(const core::FullDeparture &departure) {
    std::optional<core::FullDeparture> next;
    auto see = [&next, lane = departure.lane_id](const Taken &each) {
        next = core::FullDeparture{lane, each.departs_at};
        return false;
    };
    each_taken(departure, From::departure, 0, ForwardScanDirection, see);
    return next;
}

// The departure and those of its lane that follow it, as long as they are full: where one is, its neighbours often are,
// and each that is found at once spares a search for a plan.
std::vector<core::FullDeparture> full_from(const core::FullDeparture &first, std::int32_t capacity,
                                           const Holders &mine) {
    constexpr std::size_t most = 1000; // at a time
    std::vector<core::FullDeparture> full;
    std::optional<core::FullDeparture> next = first;
    while (next && full.size() < most && is_full(*next, capacity, mine)) {
        full.push_back(*next);
        const auto known = mine.empty() ? known_full().upper_bound(*next) : known_full().end();
        next = known != known_full().end() && known->lane_id == first.lane_id ? *known : next_taken(*next);
    }
    return full;
}

// False: the plan keeps to what has room.
bool add_full(core::PlanRequest &request, const core::Plan &plan, const Holders &mine) {
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

std::int32_t free_place(const core::FullDeparture &departure) {
    std::int32_t last = 0;
    auto see_last = [&last](const Taken &each) {
        last = each.place;
        return false;
    };
    each_taken(departure, From::place, 0, BackwardScanDirection, see_last);
    if (last < capacity_of(departure.lane_id).value_or(PG_INT32_MAX))
        return last + 1;
    std::int32_t free = 1;
    auto see = [&free](const Taken &each) {
        if (each.place > free)
            return false;
        free = each.place + 1;
        return true;
    };
    each_taken(departure, From::place, 0, ForwardScanDirection, see);
    return free;
}

std::int32_t places_taken_above(const core::FullDeparture &departure, std::int32_t place) {
    std::int32_t above = 0;
    auto see = [&above](const Taken &) {
        ++above;
        return true;
    };
    if (place < PG_INT32_MAX)
        each_taken(departure, From::place, place + 1, ForwardScanDirection, see);
    return above;
}

std::int32_t room_of(const core::FullDeparture &departure, const Holders &mine) {
    const std::optional<std::int32_t> capacity = capacity_of(departure.lane_id);
    std::int32_t taken = 0;
    auto see = [&taken, &mine](const Taken &each) {
        taken += mine.contains(each.refusal_id) ? 0 : 1;
        return true;
    };
    if (capacity)
        each_taken(departure, From::place, 0, ForwardScanDirection, see);
    return capacity ? std::max(*capacity - taken, 0) : PG_INT32_MAX;
}

std::optional<core::Plan> cheapest_with_room(const NetworkView &view, core::PlanRequest &request,
                                             const std::vector<std::int32_t> &destinations, const Holders &mine) {
    std::optional<core::Plan> plan = view.planner->cheapest(request, destinations, check_interrupts);
    while (plan && add_full(request, *plan, mine))
        plan = view.planner->cheapest(request, destinations, check_interrupts);
    return plan;
}

std::vector<core::Plan> plans_with_room(const NetworkView &view, core::PlanRequest &request,
                                        const std::vector<std::int32_t> &destinations, const Holders &mine) {
    for (;;) {
        std::vector<core::Plan> plans = view.planner->plan_all(request, destinations, check_interrupts);
        bool any = false;
        for (const core::Plan &plan : plans)
            any = add_full(request, plan, mine) || any;
        if (!any)
            return plans;
    }
}

} // namespace refusal::backend
