#include "backend/scenario_errors.hpp"

#include "backend/route_candidates.hpp"

#include <algorithm>

namespace refusal::backend {

namespace {

void check_catch_all(const core::Scenario &scenario, std::vector<std::string> &errors) {
    std::string ids;
    int count = 0;
    for (const core::Rule &rule : scenario.rules()) {
        if (!core::is_catch_all(rule.when))
            continue;
        ids += (count == 0 ? "" : ", ") + std::to_string(rule.id);
        ++count;
    }
    if (count == 0)
        errors.emplace_back("No rule is without conditions: there must be one, for what no other rule matches.");
    if (count > 1)
        errors.push_back("Rules " + ids + " are all without conditions: there must be one such rule.");
}

bool returns(const core::Rule &rule) {
    return rule.action == core::Action::return_ || rule.default_action == core::Action::return_;
}

void check_destinations(const core::Rule &rule, const core::Network &network, std::int32_t shop_id,
                        std::vector<std::string> &errors) {
    const std::string name = "Rule " + std::to_string(rule.id);
    // Which supplier's facility it will be is known with the refusal only.
    const bool by_supplier = rule.destination_kind == "supplier";
    if (returns(rule) && rule.destinations.empty() && !rule.destination_kind)
        errors.push_back(name + " returns, but names neither a destination nor a kind.");
    bool any = false;
    for (const std::string &code : rule.destinations) {
        const core::Facility *facility = network.by_code(code);
        if (facility == nullptr || (facility->shop_id != 0 && facility->shop_id != shop_id))
            errors.push_back(name + ": facility \"" + code + "\" does not exist for this shop.");
        else if (!facility->active)
            errors.push_back(name + ": facility \"" + code + "\" is not active.");
        else
            any = any || !rule.destination_kind || core::name(facility->kind) == *rule.destination_kind;
    }
    if (!rule.destination_kind || any)
        return;
    if (!rule.destinations.empty())
        errors.push_back(name + ": none of its destinations is of kind " + *rule.destination_kind + ".");
    else if (!by_supplier) {
        const auto candidates = route_candidates(network, {}, rule.destination_kind, shop_id, {});
        if (std::none_of(candidates.begin(), candidates.end(),
                         [](const RouteCandidate &each) { return each.ruled_out.empty(); }))
            errors.push_back(name + ": there is no active facility of kind " + *rule.destination_kind + ".");
    }
}

} // namespace

std::vector<std::string> scenario_errors(const core::Scenario &scenario, const core::Network &network,
                                         std::int32_t shop_id) {
    std::vector<std::string> errors;
    check_catch_all(scenario, errors);
    for (const core::Rule &rule : scenario.rules()) {
        if (core::never_matches(rule.when))
            errors.push_back("Rule " + std::to_string(rule.id) + " can match no refusal: a range of it is empty.");
        check_destinations(rule, network, shop_id, errors);
    }
    return errors;
}

} // namespace refusal::backend
