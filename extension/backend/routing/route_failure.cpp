#include "backend/routing/route_failure.hpp"

namespace refusal::backend {

namespace {

bool may_pass(const core::Network::Node &node, const core::PlanRequest &request) {
    return node.shop_id == 0 || request.all_shops ||
           std::binary_search(request.shops.begin(), request.shops.end(), node.shop_id);
}

// Is there a way at all, whatever the timetable says?
bool lanes_lead(const core::Network &network, const core::PlanRequest &request, std::int32_t destination) {
    const core::Network::Index to = network.find(destination);
    std::vector<core::Network::Index> open{network.find(request.origin)};
    std::vector<bool> seen(network.size());
    seen[open.front()] = true;
    while (!open.empty()) {
        const core::Network::Index at = open.back();
        open.pop_back();
        if (at == to)
            return true;
        for (const core::Network::Arc &arc : network.arcs_from(at)) {
            if (seen[arc.to] || !may_pass(network.node(arc.to), request))
                continue;
            seen[arc.to] = true;
            open.push_back(arc.to);
        }
    }
    return false;
}

} // namespace

std::string why_unreachable(const NetworkView &view, const core::PlanRequest &request, std::int32_t destination) {
    const core::Facility &to = *view.network->by_id(destination);
    if (!to.active)
        return "it is not active";
    if (!lanes_lead(*view.network, request, destination))
        return "no lane leads there";
    core::PlanRequest relaxed = request;
    relaxed.full.clear();
    if (!request.full.empty() && view.planner->plan(relaxed, destination, check_interrupts))
        return "every departure there is full";
    relaxed.needs_sorting = false;
    if (request.needs_sorting && view.planner->plan(relaxed, destination, check_interrupts))
        return "no way there passes a sorting center";
    return "no lane on the way there departs in time while it is valid";
}

std::string no_route_detail(const NetworkView &view, const core::PlanRequest &request,
                            const std::vector<std::int32_t> &destinations) {
    // The report has room for so many, and a longer list would tell no more.
    constexpr std::size_t most = 8;
    std::string detail;
    for (std::size_t index = 0; index < std::min(destinations.size(), most); ++index) {
        const core::Facility &to = *view.network->by_id(destinations[index]);
        detail += (detail.empty() ? "" : " ") + std::string("Facility \"") + to.code +
                  "\": " + why_unreachable(view, request, to.id) + ".";
    }
    if (destinations.size() > most)
        detail += " And " + std::to_string(destinations.size() - most) + " more.";
    return detail;
}

} // namespace refusal::backend
