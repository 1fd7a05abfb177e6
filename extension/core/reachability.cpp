#include "core/reachability.hpp"

#include "core/leg.hpp"

#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace refusal::core {

namespace {

class EarliestArrival {
public:
    EarliestArrival(const Network &network, const PlanRequest &request)
        : network_(network), request_(request), tariff_(0, 0), earliest_(network.size() * 2, end_of_time) {}

    bool reaches(Network::Index origin, Network::Index destination, Interrupt interrupt) {
        start(origin);
        constexpr unsigned poll_every = 1024;
        for (unsigned settled = 0; !open_.empty(); ++settled) {
            if (settled % poll_every == 0)
                poll(interrupt);
            const auto [time, place] = open_.top();
            open_.pop();
            if (place == Place{destination} * 2)
                return true;
            if (time == earliest_[place])
                expand(place, time);
        }
        return false;
    }

private:
    // A facility's place is twice its index, plus one while the parcel still needs sorting.
    using Place = std::size_t;

    void start(Network::Index origin) {
        const Network::Node &node = network_.node(origin);
        reach(Place{origin} * 2 + static_cast<Place>(request_.needs_sorting), request_.ready_at);
        Micros sorted_at = request_.ready_at;
        if (request_.needs_sorting && node.sorts && passes(request_, node) &&
            try_later(sorted_at, node.sorting_time))
            reach(Place{origin} * 2, sorted_at);
    }

    void reach(Place place, Micros time) {
        if (time >= earliest_[place])
            return;
        earliest_[place] = time;
        open_.emplace(time, place);
    }

    void expand(Place place, Micros time) {
        const bool needs_sorting = place % 2 == 1;
        for (const Network::Arc &arc : network_.arcs_from(static_cast<Network::Index>(place / 2))) {
            const Network::Node &node = network_.node(arc.to);
            Leg leg;
            if (!passes(request_, node) ||
                ride(network_, arc, request_, tariff_, time, leg) != Ride::possible)
                continue;
            if (enter(node, tariff_, time, false, nullptr, leg))
                reach(Place{arc.to} * 2 + static_cast<Place>(needs_sorting), leg.ready_at);
            if (needs_sorting && node.sorts && enter(node, tariff_, time, true, nullptr, leg))
                reach(Place{arc.to} * 2, leg.ready_at);
        }
    }

    const Network &network_;
    const PlanRequest &request_;
    Tariff tariff_;
    std::vector<Micros> earliest_;
    std::priority_queue<std::pair<Micros, Place>, std::vector<std::pair<Micros, Place>>, std::greater<>>
        open_;
};

} // namespace

bool reachable(const Network &network, const PlanRequest &request, Network::Index origin,
               Network::Index destination, Interrupt interrupt) {
    return EarliestArrival(network, request).reaches(origin, destination, interrupt);
}

} // namespace refusal::core
