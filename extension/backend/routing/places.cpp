#include "backend/routing/places.hpp"

#include "backend/journal/journal.hpp"
#include "backend/routing/capacity.hpp"
#include "backend/server/arguments.hpp"
#include "backend/server/restore.hpp"

namespace refusal::backend {

namespace {

int previews = 0;
bool planner_takes = false; // the trigger then says no without an error

class PlannerTakes {
public:
    PlannerTakes() { planner_takes = true; }
    ~PlannerTakes() { planner_takes = false; }
    PlannerTakes(const PlannerTakes &) = delete;
    PlannerTakes &operator=(const PlannerTakes &) = delete;
};

// Two planners of one departure choose their places one after the other. Held for the choice alone, not to the end of
// the transaction, and nothing is waited for meanwhile: so planners neither queue for each other's commits nor deadlock,
// in whatever order a transaction comes by its departures.
class DepartureLock {
public:
    explicit DepartureLock(const core::FullDeparture &departure) {
        tag_ = backend_call([&departure] {
            LOCKTAG tag;
            const Oid table = get_relname_relid("reservation", get_namespace_oid("refusal", false));
            const auto minute = static_cast<uint16>(departure.departs_at / USECS_PER_MINUTE);
            SET_LOCKTAG_OBJECT(tag, MyDatabaseId, table, static_cast<Oid>(departure.lane_id), minute);
            LockAcquire(&tag, ExclusiveLock, false, false);
            return tag;
        });
    }
    // After an error of the server's the abort of the (sub)transaction releases it.
    ~DepartureLock() noexcept(false) {
        if (BackendError::in_flight == 0)
            backend_call([this] { LockRelease(&tag_, ExclusiveLock, false); });
    }
    DepartureLock(const DepartureLock &) = delete;
    DepartureLock &operator=(const DepartureLock &) = delete;

private:
    LOCKTAG tag_{};
};

struct Holder {
    std::int64_t refusal_id = 0;
    std::int32_t shop_id = 0;
    std::int64_t route_id = 0;
};

bool insert_place(const Holder &holder, const BoundedLeg &leg, std::int32_t place) {
    static Statement insert("INSERT INTO refusal.reservation (lane_id, departs_at, place, refusal_id, shop_id, route_id, "
                            "leg_no) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                            {INT4OID, TIMESTAMPTZOID, INT4OID, INT8OID, INT4OID, INT8OID, INT4OID});
    const PlannerTakes quietly;
    return insert
               .run({value(leg.departure.lane_id), timestamp_value(leg.departure.departs_at), value(place),
                     value(holder.refusal_id), value(holder.shop_id), value(holder.route_id), value(leg.leg_no)})
               .size() == 1;
}

bool take_place(const Holder &holder, const BoundedLeg &leg) {
    const DepartureLock lock(leg.departure);
    return insert_place(holder, leg, free_place(leg.departure));
}

void drop_route(const Holder &holder) {
    static Statement drop("DELETE FROM refusal.reservation WHERE refusal_id = $1 AND route_id = $2", {INT8OID, INT8OID});
    drop.run({value(holder.refusal_id), value(holder.route_id)});
}

using Held = std::map<core::FullDeparture, std::int32_t>; // and which place

// What a refusal holds for the legs of a route that have not departed. What is past is left to maintain().
Held held_ahead(std::int64_t refusal_id, std::int64_t route_id, std::int32_t departed) {
    static Statement find("SELECT lane_id, departs_at, place FROM refusal.reservation "
                          "WHERE refusal_id = $1 AND route_id = $2 AND leg_no > $3 AND departs_at > now()",
                          {INT8OID, INT8OID, INT4OID});
    Held held;
    if (route_id == 0)
        return held;
    const Rows rows = find.run({value(refusal_id), value(route_id), value(departed)}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row)
        held.emplace(core::FullDeparture{rows.integer(row, 1), DatumGetTimestampTz(rows.get(row, 2).datum)},
                     rows.integer(row, 3));
    return held;
}

// Also a place that came with the lane's first capacity, when this transaction had its snapshot.
void give_up(std::int64_t refusal_id, std::int64_t route_id, std::int32_t departed) {
    static Statement drop("DELETE FROM refusal.reservation "
                          "WHERE refusal_id = $1 AND route_id = $2 AND leg_no > $3 AND departs_at > now()",
                          {INT8OID, INT8OID, INT4OID});
    drop.run({value(refusal_id), value(route_id), value(departed)}, Statement::Snapshot::fresh_to_write);
}

// Takes the places that are not held already; the departure that had none left, if one had not.
std::optional<core::FullDeparture> take_places(const Holder &holder, const std::vector<BoundedLeg> &legs,
                                               const Held &held) {
    for (const BoundedLeg &leg : legs)
        if (!held.contains(leg.departure) && !take_place(holder, leg)) {
            drop_route(holder);
            return leg.departure;
        }
    return std::nullopt;
}

void hold_on(const Holder &holder, const std::vector<BoundedLeg> &legs, const Held &held) {
    static Statement keep("UPDATE refusal.reservation SET route_id = $4, leg_no = $5 "
                          "WHERE lane_id = $1 AND departs_at = $2 AND place = $3",
                          {INT4OID, TIMESTAMPTZOID, INT4OID, INT8OID, INT4OID});
    for (const BoundedLeg &leg : legs)
        if (const auto mine = held.find(leg.departure); mine != held.end()) {
            // Who counts the places must not miss the row while it moves.
            const DepartureLock lock(leg.departure);
            keep.run({value(leg.departure.lane_id), timestamp_value(leg.departure.departs_at), value(mine->second),
                      value(holder.route_id), value(leg.leg_no)},
                     Statement::Snapshot::fresh_to_write);
        }
}

// A refusal that is anywhere else goes by no route, whatever it was planned to.
bool travels(const Row &row) {
    static const std::set<std::string, std::less<>> states{"return_planned", "in_return_transit", "at_sorting",
                                                           "missing"};
    return row.boolean(Col::is_open) && !row.null(Col::route_id) && states.contains(row.text(Col::state));
}

} // namespace

Preview::Preview() { ++previews; }
Preview::~Preview() { --previews; }

NewRoute route_with_places(Change &change) {
    const Row &row = change.row;
    NewRoute route = std::move(*change.planned);
    route.route_id = draw(Sequence::route_id);
    if (previews > 0 || !capacity_matters())
        return route;
    const PinnedSearchPath path;
    const std::int64_t old_route = row.bigint(Col::route_id);
    const std::int32_t departed = row.integer(Col::leg_no);
    const Holder holder{change.refusal_id(), row.integer(Col::shop_id), route.route_id};
    Held held;
    for (;;) {
        std::optional<core::FullDeparture> lost;
        {
            const AsOwner owner;
            held = held_ahead(holder.refusal_id, old_route, departed);
            lost = take_places(holder, bounded_legs(route.plan), held);
        }
        if (!lost)
            break;
        change.lost.insert(std::lower_bound(change.lost.begin(), change.lost.end(), *lost), *lost);
        if (std::optional<Blocked> none = check_guard(change, core::Guard::route_exists))
            throw std::move(none->error);
        const std::int64_t route_id = route.route_id;
        route = std::move(*change.planned);
        route.route_id = route_id;
        check_interrupts();
    }
    const AsOwner owner;
    hold_on(holder, bounded_legs(route.plan), held);
    if (!held.empty())
        give_up(holder.refusal_id, old_route, departed);
    return route;
}

void give_up_places(const Row &before, const Row &after) {
    if (before.null(Col::route_id) || previews > 0 || !capacity_matters())
        return;
    const bool same_route = !after.null(Col::route_id);
    if (same_route && travels(after))
        return;
    const PinnedSearchPath path;
    const AsOwner owner;
    give_up(before.bigint(Col::refusal_id), before.bigint(Col::route_id),
            (same_route ? after : before).integer(Col::leg_no));
}

void give_back_places(const Change &change) {
    if (!change.effects.route || !capacity_matters())
        return;
    const PinnedSearchPath path;
    const AsOwner owner;
    drop_route({change.refusal_id(), change.row.integer(Col::shop_id), change.effects.route->route_id});
}

// A place is there for one parcel, and none beyond the capacity is given away: a place's number, and how many are taken
// above it, never exceed the lane's capacity as it is in that moment. So no two writers can both be within it and
// together beyond: the unique key keeps them from the same number, and of two numbers the greater counts the lesser in.
REFUSAL_FUNCTION(refusal_check_place) {
    static Statement find("SELECT capacity FROM refusal.lane WHERE lane_id = $1", {INT4OID});
    if (!CALLED_AS_TRIGGER(fcinfo))
        throw core::Error("39P01", "function was not called as a trigger");
    auto *trigger = reinterpret_cast<TriggerData *>(fcinfo->context);
    const bool insert = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
    HeapTuple row = insert ? trigger->tg_trigtuple : trigger->tg_newtuple;
    if (insert && restoring())
        return PointerGetDatum(row);
    struct Wanted {
        core::FullDeparture departure;
        std::int32_t place;
    };
    const auto wanted = backend_call([row, descriptor = RelationGetDescr(trigger->tg_relation)] {
        bool null = false;
        return Wanted{{DatumGetInt32(heap_getattr(row, 1, descriptor, &null)),
                       DatumGetTimestampTz(heap_getattr(row, 2, descriptor, &null))},
                      DatumGetInt32(heap_getattr(row, 3, descriptor, &null))};
    });
    const PinnedSearchPath path;
    const SpiSession session;
    const AsOwner owner;
    const Rows lane = find.run({value(wanted.departure.lane_id)}, Statement::Snapshot::fresh);
    const bool unbounded = !lane.empty() && lane.is_null(0, 1);
    const std::int32_t capacity = lane.empty() || unbounded ? 0 : lane.integer(0, 1);
    if (unbounded || wanted.place + places_taken_above(wanted.departure, wanted.place) <= capacity)
        return PointerGetDatum(row);
    if (planner_takes)
        return PointerGetDatum(nullptr);
    throw core::Error("23514", "place " + std::to_string(wanted.place) + " on lane " +
                                   std::to_string(wanted.departure.lane_id) + " is beyond its capacity",
                      "Lane " + std::to_string(wanted.departure.lane_id) + " takes " + std::to_string(capacity) +
                          " parcels a departure.",
                      "Places are taken and given up by pg_refusal itself.");
}

} // namespace refusal::backend
