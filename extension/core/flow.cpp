#include "core/flow.hpp"

#include <algorithm>

#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

namespace refusal::core {

std::uint32_t counted_departure(const AssignmentProblem &problem, const Offer &offer) {
    return *std::ranges::min_element(offer.departures, {}, [&](std::uint32_t at) { return problem.room[at]; });
}

FlowSolution cheapest_flow(const AssignmentProblem &problem, const Limits &limits, const std::vector<Money> &prices) {
    using Graph = lemon::SmartDigraph;
    Graph graph;
    Graph::ArcMap<std::int64_t> cost(graph);
    Graph::ArcMap<std::int64_t> least(graph);
    Graph::ArcMap<std::int64_t> most(graph);
    Graph::NodeMap<std::int64_t> supply(graph);
    const auto connect = [&](Graph::Node from, Graph::Node to, Money price, std::int64_t low, std::int64_t high) {
        const Graph::Arc arc = graph.addArc(from, to);
        cost[arc] = price;
        least[arc] = low;
        most[arc] = high;
        return arc;
    };
    const Graph::Node end = graph.addNode();
    std::vector<Graph::Node> departures;
    for (const std::int64_t room : problem.room) {
        departures.push_back(graph.addNode());
        supply[departures.back()] = 0;
        connect(departures.back(), end, 0, 0, room);
    }
    std::vector<std::vector<Graph::Arc>> arcs(problem.groups.size());
    std::int64_t parcels = 0;
    for (std::size_t group = 0; group < problem.groups.size(); ++group) {
        const Group &each = problem.groups[group];
        const Graph::Node from = graph.addNode();
        supply[from] = each.parcels;
        parcels += each.parcels;
        for (std::size_t at = 0; at < each.offers.size(); ++at) {
            const Offer &offer = each.offers[at];
            Money price = offer.cost;
            Graph::Node to = end;
            if (!offer.departures.empty()) {
                const std::uint32_t counted = counted_departure(problem, offer);
                to = departures[counted];
                for (const std::uint32_t departure : offer.departures)
                    price += departure == counted ? 0 : prices[departure];
            }
            arcs[group].push_back(connect(from, to, price, limits.least[group][at], limits.most[group][at]));
        }
    }
    supply[end] = -parcels;

    FlowSolution solution;
    lemon::NetworkSimplex<Graph, std::int64_t, std::int64_t> simplex(graph);
    simplex.costMap(cost).lowerMap(least).upperMap(most).supplyMap(supply);
    if (simplex.run() != decltype(simplex)::OPTIMAL)
        return solution;
    solution.feasible = true;
    solution.cost = simplex.totalCost();
    for (const std::vector<Graph::Arc> &of_group : arcs) {
        solution.choice.emplace_back();
        for (const Graph::Arc arc : of_group)
            solution.choice.back().push_back(simplex.flow(arc));
    }
    return solution;
}

} // namespace refusal::core
