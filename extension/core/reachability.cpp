#include "core/reachability.hpp"

#include "core/leg.hpp"

#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace refusal::core {

namespace {

class EarliestArrival {
    // A facility's place is twice its index, plus one while the parcel still needs sorting.
    using Place = std::size_t;

public:
    EarliestArrival(const Network &network, const PlanRequest &request)
        : network_(network), request_(request), tariff_(0, 0), earliest_(network.size() * 2, end_of_time) {}

    void start(Network::Index origin) {
        const Network::Node &node = network_.node(origin);
        reach(Place{origin} * 2 + static_cast<Place>(request_.needs_sorting), request_.ready_at);
        Micros sorted_at = request_.ready_at;
        if (request_.needs_sorting && node.sorts && passes(request_, node) &&
            try_later(sorted_at, node.sorting_time))
            reach(Place{origin} * 2, sorted_at);
    }

    bool reached(Network::Index destination) const { return earliest_[Place{destination} * 2] != end_of_time; }

    // Goes on until the destination is settled, or, where it is none, everything.
    bool reaches(Network::Index destination, Interrupt interrupt) {
        constexpr unsigned poll_every = 1024;
        for (unsigned settled = 0; !open_.empty(); ++settled) {
            if (settled % poll_every == 0)
                poll(interrupt);
            const auto [time, place] = open_.top();
            open_.pop();
            if (destination != Network::none && place == Place{destination} * 2)
                return true;
            if (time == earliest_[place])
                expand(place, time);
        }
        return false;
    }

private:
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
    EarliestArrival search(network, request);
    search.start(origin);
    return search.reaches(destination, interrupt);
}

std::vector<bool> reachable_from(const Network &network, const PlanRequest &request,
                                 std::span<const Network::Index> origins, Interrupt interrupt) {
    EarliestArrival search(network, request);
    for (const Network::Index origin : origins)
        search.start(origin);
    search.reaches(Network::none, interrupt);
    std::vector<bool> reached(network.size());
    for (Network::Index each = 0; each < network.size(); ++each)
        reached[each] = search.reached(each);
    return reached;
}

} // namespace refusal::core
