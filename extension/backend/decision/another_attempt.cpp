#include "backend/decision/another_attempt.hpp"

#include "backend/capture/amount.hpp"
#include "backend/decision/decision.hpp"
#include "backend/routing/network_cache.hpp"

namespace refusal::backend {

namespace {

using nlohmann::json;

json amount_json(const std::optional<core::Money> &amount) { return amount ? json(amount_text(*amount)) : json(); }

} // namespace

std::optional<core::Money> Alternatives::redelivery() const {
    return way ? std::optional(core::add(*way, attempt)) : std::nullopt;
}

std::optional<core::Money> Alternatives::difference() const {
    const std::optional<core::Money> again = redelivery();
    return again && back ? std::optional(core::add(*again, -*back)) : std::nullopt;
}

Alternatives alternatives_of(const Row &row, const EventRequest &as_asked, const std::shared_ptr<Parcels> &parcels) {
    const auto planned = [&](json payload) {
        EventRequest request = as_asked;
        request.payload = std::move(payload);
        Change seen(row, std::move(request), parcels);
        seen.now = seen.request.now.value_or(GetCurrentTimestamp());
        return plan_for(seen);
    };
    const auto code_of = [](std::int32_t facility_id) {
        const core::Facility *facility = network().network->by_id(facility_id);
        return facility == nullptr ? std::string() : facility->code;
    };
    Change seen(row, {}, parcels);
    const std::int32_t depot_id = depot_of(row, seen.parcel());
    Alternatives costs;
    costs.depot = code_of(depot_id);
    costs.attempt = redelivery_cost(depot_id);
    if (is_at(row, depot_id))
        costs.way = 0;
    else if (costs.depot.empty())
        costs.no_way = "It is not known which depot it set out from.";
    else if (RoutePlan there = planned({{"destination", costs.depot}}); there.plan)
        costs.way = there.plan->cost;
    else
        costs.no_way = there.detail;
    if (RoutePlan back = planned(json::object()); back.plan) {
        costs.back = back.plan->cost;
        costs.destination = code_of(back.plan->destination);
    } else {
        costs.no_way_back = back.detail;
    }
    return costs;
}

std::optional<std::string> too_dear(const Alternatives &costs, const core::Rule &rule) {
    const std::optional<core::Money> difference = costs.difference();
    if (!rule.redeliver_margin || !difference || *difference <= *rule.redeliver_margin)
        return std::nullopt;
    return "another attempt would cost " + amount_text(*costs.redelivery()) + ", the return " +
           amount_text(*costs.back) + ": the difference is " + amount_text(*difference) + ", the rule allows " +
           amount_text(*rule.redeliver_margin);
}

json sums_json(const Alternatives &costs) {
    return {{"redeliver", amount_json(costs.redelivery())}, {"return", amount_json(costs.back)}};
}

json to_json(const Alternatives &costs) {
    json redeliver = {{"depot", costs.depot.empty() ? json() : json(costs.depot)},
                      {"way", amount_json(costs.way)},
                      {"attempt", amount_text(costs.attempt)},
                      {"cost", amount_json(costs.redelivery())}};
    if (!costs.way)
        redeliver["because"] = costs.no_way;
    json back = {{"to", costs.back ? json(costs.destination) : json()}, {"cost", amount_json(costs.back)}};
    if (!costs.back)
        back["because"] = costs.no_way_back;
    return {{"redeliver", std::move(redeliver)},
            {"return", std::move(back)},
            {"difference", amount_json(costs.difference())}};
}

} // namespace refusal::backend
