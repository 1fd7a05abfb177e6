#include "core/leg.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace refusal::core {

namespace {

bool is_full(const PlanRequest &request, const Network::Arc &arc, Micros departs_at) {
    return !request.full.empty() && std::binary_search(request.full.begin(), request.full.end(),
                                                       FullDeparture{arc.lane_id, departs_at});
}

// Moves `time` on to the first departure.
Ride departure(const Network &network, const Network::Arc &arc, const PlanRequest &request, Micros &time) {
    if (arc.schedule == Network::none)
        return Ride::possible;
    const Network::Schedule &schedule = network.schedule(arc);
    time = std::max(time, schedule.valid_from);
    while (schedule.timetabled) {
        const std::optional<Micros> next = next_departure(network.departures(schedule), time);
        if (!next)
            return Ride::out_of_range;
        time = *next;
        if (time >= schedule.valid_until || !is_full(request, arc, time))
            break;
        ++time;
    }
    return time < schedule.valid_until ? Ride::possible : Ride::never_leaves;
}

} // namespace

Tariff tariff_of(const PlanRequest &request) {
    return {request.grams, Wide{request.declared_value} * request.value_loss_rate_nano};
}

bool passes(const PlanRequest &request, const Network::Node &node) {
    return node.active && (node.shop_id == 0 || request.all_shops ||
                           std::ranges::binary_search(request.shops, node.shop_id));
}

Ride ride(const Network &network, const Network::Arc &arc, const PlanRequest &request, const Tariff &tariff,
          Micros ready_at, Leg &leg) {
    leg.departs_at = ready_at;
    if (const Ride leaves = departure(network, arc, request, leg.departs_at); leaves != Ride::possible)
        return leaves;
    leg.arrives_at = leg.departs_at;
    leg.handling = network.node(arc.to).handling_cost;
    Micros wait = 0;
    const bool counted = !__builtin_sub_overflow(leg.departs_at, ready_at, &wait) &&
                         try_later(leg.arrives_at, arc.transit_time) && tariff.lane(arc, leg.lane) &&
                         Tariff::storage(network.node(arc.from), wait, leg.storage);
    return counted ? Ride::possible : Ride::out_of_range;
}

bool enter(const Network::Node &node, const Tariff &tariff, Micros since, bool sort,
           const OpeningHours *hours, Leg &leg) {
    leg.ready_at = leg.arrives_at;
    leg.sorted = sort;
    leg.sorting = sort ? node.sorting_cost : 0;
    Micros taken = 0;
    return (hours == nullptr || hours->admit(leg.ready_at)) && try_later(leg.ready_at, node.handling_time) &&
           (!sort || try_later(leg.ready_at, node.sorting_time)) &&
           !__builtin_sub_overflow(leg.ready_at, since, &taken) && tariff.value_loss(taken, leg.value_loss);
}

bool add_cost(const Leg &leg, Money &cost) {
    return try_add(cost, leg.lane) && try_add(cost, leg.handling) && try_add(cost, leg.sorting) &&
           try_add(cost, leg.storage) && try_add(cost, leg.value_loss);
}

Money total(const Leg &leg) {
    Money sum = 0;
    if (!add_cost(leg, sum))
        throw Error("22003", "cost of a leg is out of range");
    return sum;
}

} // namespace refusal::core
