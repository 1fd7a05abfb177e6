#include "brute_force.hpp"

#include <algorithm>

namespace brute_force {

namespace {

using namespace refusal::core;

constexpr Micros minute = 60'000'000;
constexpr Micros day = 1440 * minute;

std::int64_t half_up(__int128 numerator, __int128 denominator) {
    return static_cast<std::int64_t>((2 * numerator + denominator) / (2 * denominator));
}

class Walker {
public:
    Walker(const World &world, const PlanRequest &request, std::int32_t destination)
        : world_(world), request_(request), destination_(destination) {}

    std::optional<Plan> best;

    void search(const Plan &so_far, std::int32_t at, Micros ready_at, bool unsorted, std::size_t legs_left) {
        if (best && so_far.cost > best->cost)
            return;
        if (legs_left == 0)
            return;
        for (const Lane &lane : world_.lanes)
            if (lane.from == at)
                for (const bool sort : {false, true})
                    step(so_far, lane, ready_at, unsorted, sort, legs_left);
    }

    void end(Plan plan) {
        plan.destination = destination_;
        if (!best || compare(plan, *best) < 0)
            best = std::move(plan);
    }

    const Facility *usable(std::int32_t id) const {
        for (const Facility &each : world_.facilities)
            if (each.id == id && each.active &&
                (each.shop_id == 0 || request_.all_shops ||
                 std::count(request_.shops.begin(), request_.shops.end(), each.shop_id) > 0))
                return &each;
        return nullptr;
    }

    // The plan with one leg more; nothing if the lane cannot be ridden so.
    std::optional<Plan> ride(Plan plan, const Lane &lane, Micros ready_at, bool sort, bool last) const {
        const Facility *to = usable(lane.to);
        const std::optional<Micros> departs_at = departure(lane, ready_at);
        if (to == nullptr || !departs_at || (sort && to->kind != FacilityKind::sorting_center))
            return std::nullopt;
        const Facility &from = any(lane.from);
        Leg leg;
        leg.lane_id = lane.id;
        leg.from = lane.from;
        leg.to = lane.to;
        leg.departs_at = *departs_at;
        leg.arrives_at = leg.departs_at + lane.transit_time;
        leg.sorted = sort;
        leg.ready_at = (last ? admitted(*to, leg.arrives_at) : leg.arrives_at) + to->handling_time +
                       (sort ? to->sorting_time : 0);
        leg.lane = lane.cost_per_parcel + half_up(__int128{lane.cost_per_kg} * request_.grams, 1000);
        leg.handling = to->handling_cost;
        leg.sorting = sort ? to->sorting_cost : 0;
        leg.storage = half_up(__int128{from.storage_cost_per_day} * (leg.departs_at - ready_at), day);
        leg.value_loss = half_up(__int128{request_.declared_value} * request_.value_loss_rate_nano *
                                     (leg.ready_at - ready_at),
                                 __int128{day} * 1'000'000'000);
        plan.breakdown.lanes += leg.lane;
        plan.breakdown.handling += leg.handling;
        plan.breakdown.sorting += leg.sorting;
        plan.breakdown.storage += leg.storage;
        plan.breakdown.value_loss += leg.value_loss;
        plan.cost += leg.lane + leg.handling + leg.sorting + leg.storage + leg.value_loss;
        plan.arrives_at = leg.ready_at;
        plan.legs.push_back(leg);
        return plan;
    }

private:
    void step(const Plan &so_far, const Lane &lane, Micros ready_at, bool unsorted, bool sort,
              std::size_t legs_left) {
        if (sort && !unsorted)
            return;
        const bool still_unsorted = unsorted && !sort;
        if (lane.to == destination_ && !still_unsorted)
            if (std::optional<Plan> ended = ride(so_far, lane, ready_at, sort, true))
                end(*ended);
        if (std::optional<Plan> onward = ride(so_far, lane, ready_at, sort, false))
            search(*onward, lane.to, onward->arrives_at, still_unsorted, legs_left - 1);
    }

    const Facility &any(std::int32_t id) const {
        return *std::find_if(world_.facilities.begin(), world_.facilities.end(),
                             [id](const Facility &each) { return each.id == id; });
    }

    std::optional<Micros> departure(const Lane &lane, Micros ready_at) const {
        const Micros first = std::max(ready_at, lane.valid_from);
        std::optional<Micros> earliest;
        if (!lane.timetabled)
            earliest = first;
        // The first Monday is 2000-01-03. Many weeks are tried, one by one, until one has a departure left.
        const Micros monday = 2 * day;
        for (Micros week = (first - monday) / (7 * day) - 2; lane.timetabled && !earliest; ++week) {
            if (monday + week * 7 * day >= lane.valid_until || lane.departures.empty())
                return std::nullopt;
            for (const std::int32_t minute_of_week : lane.departures) {
                const Micros at = monday + week * 7 * day + minute_of_week * minute;
                const FullDeparture place{lane.id, at};
                const bool full =
                    std::find(request_.full.begin(), request_.full.end(), place) != request_.full.end();
                if (at >= first && !full && (!earliest || at < *earliest))
                    earliest = at;
            }
        }
        if (*earliest >= lane.valid_until)
            return std::nullopt;
        return earliest;
    }

    Micros admitted(const Facility &facility, Micros arrival) const {
        if (!facility.closes_at)
            return arrival;
        const Micros opens = facility.opens_at ? *facility.opens_at : 0;
        const Micros closes = *facility.closes_at;
        if (opens == closes)
            return arrival;
        const Micros quarter = 15 * minute;
        for (;; arrival = (arrival / quarter + 1) * quarter) {
            const Micros clock = (arrival + offset(facility, arrival)) % day;
            if (opens < closes ? clock >= opens && clock <= closes : clock >= opens || clock <= closes)
                return arrival;
        }
    }

    Micros offset(const Facility &facility, Micros at) const {
        const auto &changes =
            world_.changes.at(static_cast<std::size_t>(&facility - world_.facilities.data()));
        Micros result = changes.empty() ? 0 : changes.front().utc_offset;
        for (const Zone::Change &change : changes)
            if (change.from_utc <= at)
                result = change.utc_offset;
        return result;
    }

    const World &world_;
    const PlanRequest &request_;
    std::int32_t destination_;
};

std::optional<Plan> sorted_at_origin(const Walker &walker, const PlanRequest &request) {
    const Facility *origin = walker.usable(request.origin);
    if (origin == nullptr || origin->kind != FacilityKind::sorting_center)
        return std::nullopt;
    Plan plan;
    plan.sorted_at_origin = true;
    plan.origin_sorting = plan.cost = plan.breakdown.sorting = origin->sorting_cost;
    plan.arrives_at = request.ready_at + origin->sorting_time;
    return plan;
}

} // namespace

int compare(const Plan &left, const Plan &right) {
    const auto lanes = [](const Plan &plan) {
        std::vector<std::int32_t> ids;
        for (const Leg &leg : plan.legs)
            ids.push_back(leg.lane_id);
        return ids;
    };
    const auto key = [&](const Plan &plan) {
        return std::tuple(plan.cost, plan.arrives_at, plan.legs.size(), lanes(plan));
    };
    return key(left) < key(right) ? -1 : static_cast<int>(key(right) < key(left));
}

std::optional<Plan> best_walk(const World &world, const PlanRequest &request, std::int32_t destination,
                              std::size_t max_legs) {
    Walker walker(world, request, destination);
    Plan start;
    start.arrives_at = request.ready_at;
    const bool there = request.origin == destination && walker.usable(destination) != nullptr;
    if (there && !request.needs_sorting)
        walker.end(start);
    walker.search(start, request.origin, start.arrives_at, request.needs_sorting, max_legs);
    if (!request.needs_sorting)
        return walker.best;
    if (const std::optional<Plan> sorted = sorted_at_origin(walker, request)) {
        if (there)
            walker.end(*sorted);
        walker.search(*sorted, request.origin, sorted->arrives_at, false, max_legs);
    }
    return walker.best;
}

std::optional<Plan> walk(const World &world, const PlanRequest &request,
                         const std::vector<std::int32_t> &lane_ids, int sorted_after,
                         std::int32_t destination) {
    const Walker walker(world, request, destination);
    std::optional<Plan> plan = Plan{};
    plan->arrives_at = request.ready_at;
    if (sorted_after == 0)
        plan = sorted_at_origin(walker, request);
    for (std::size_t leg = 0; plan && leg < lane_ids.size(); ++leg) {
        const auto lane = std::find_if(world.lanes.begin(), world.lanes.end(),
                                       [&](const Lane &each) { return each.id == lane_ids[leg]; });
        plan = walker.ride(*plan, *lane, plan->arrives_at, static_cast<int>(leg) + 1 == sorted_after,
                           leg + 1 == lane_ids.size());
    }
    if (plan)
        plan->destination = destination;
    return plan;
}

} // namespace brute_force
