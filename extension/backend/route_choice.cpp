#include "backend/arguments.hpp"
#include "backend/capacity.hpp"
#include "backend/decision.hpp"
#include "backend/network_cache.hpp"

// Where a refusal may go, and the cheapest way there.
namespace refusal::backend {

namespace {

struct Candidates {
    std::vector<std::int32_t> ids;
    std::string ruled_out; // each with why
};

void rule_out(Candidates &candidates, const std::string &code, const char *why) {
    candidates.ruled_out += (candidates.ruled_out.empty() ? "" : ", ") + code + " " + why;
}

void consider(Candidates &candidates, const core::Facility &facility, Change &change,
              const std::optional<core::FacilityKind> &kind) {
    const std::string supplier = change.row.text(Col::supplier);
    if (facility.shop_id != 0 && facility.shop_id != change.row.integer(Col::shop_id))
        rule_out(candidates, facility.code, "does not exist");
    else if (!facility.active)
        rule_out(candidates, facility.code, "is not active");
    else if (kind && facility.kind != *kind)
        rule_out(candidates, facility.code, "is of another kind");
    else if (facility.kind == core::FacilityKind::supplier && facility.supplier != supplier)
        rule_out(candidates, facility.code, "is another supplier's");
    else
        candidates.ids.push_back(facility.id);
}

std::vector<std::string> wanted_codes(Change &change) {
    const nlohmann::json &payload = change.request.payload;
    if (const std::optional<std::string> one = change.payload_text("destination"))
        return {*one};
    std::vector<std::string> codes;
    const auto several = payload.find("destinations");
    if (several == payload.end())
        return codes;
    if (!several->is_array() || several->empty())
        malformed("\"destinations\" must be an array of facility codes");
    for (const nlohmann::json &code : *several) {
        if (!code.is_string())
            malformed("\"destinations\" must be an array of facility codes");
        codes.push_back(code.get<std::string>());
    }
    return codes;
}

Candidates candidates_of(Change &change, const core::Network &net) {
    Candidates candidates;
    std::vector<std::string> codes = wanted_codes(change);
    const bool named = !codes.empty();
    std::optional<core::FacilityKind> kind;
    const core::Rule *rule = change.rule();
    if (!named && rule != nullptr) {
        codes = rule->destinations;
        if (rule->destination_kind)
            kind = core::facility_kind(*rule->destination_kind);
    }
    for (const std::string &code : codes) {
        const core::Facility *facility = net.by_code(code);
        if (facility == nullptr || (named && facility->shop_id != 0 &&
                                    facility->shop_id != change.row.integer(Col::shop_id))) {
            if (named)
                throw core::Error("RF004", "facility \"" + code + "\" does not exist");
            rule_out(candidates, code, "does not exist");
            continue;
        }
        consider(candidates, *facility, change, kind);
    }
    if (codes.empty() && kind)
        for (core::Network::Index index = 0; index < net.size(); ++index)
            if (net.facility(index).kind == *kind)
                consider(candidates, net.facility(index), change, kind);
    return candidates;
}

std::string why_none(const Candidates &candidates, const core::Network &net) {
    std::string detail;
    for (const std::int32_t id : candidates.ids)
        detail += (detail.empty() ? "No way leads to " : ", ") + net.by_id(id)->code;
    if (!detail.empty())
        detail += ".";
    if (!candidates.ruled_out.empty())
        detail += (detail.empty() ? "" : " ") + ("Ruled out: " + candidates.ruled_out + ".");
    return detail.empty() ? "Neither the decision nor a rule names a destination." : detail;
}

} // namespace

core::Money redelivery_cost(std::int32_t facility_id) {
    const core::Facility *facility = network().network->by_id(facility_id);
    return facility == nullptr ? 0 : facility->redelivery_cost;
}

core::PlanRequest plan_request(Change &change) {
    const core::Rule *rule = change.rule();
    const core::Facts &facts = change.facts();
    core::PlanRequest request;
    request.grams = facts.weight;
    request.needs_sorting = rule != nullptr && rule->needs_sorting && !change.row.boolean(Col::sorted);
    request.declared_value = facts.value;
    request.value_loss_rate_nano = rule != nullptr ? rule->value_loss_rate_nano : 0;
    request.shops = {change.row.integer(Col::shop_id)};
    return request;
}

RoutePlan plan_for(Change &change) {
    const Row &row = change.row;
    core::PlanRequest request = plan_request(change);
    const auto &legs = change.legs();
    // Last: what was asked above may have read the network anew, and its planner with it.
    const NetworkView view = network();
    const core::Network &net = *view.network;

    RoutePlan result;
    result.ready_at = GetCurrentTimestamp();
    result.origin_id = row.integer(Col::facility_id);
    if (!row.null(Col::next_facility_id)) {
        // Under way: the leg that has departed is not undone, the new plan begins where it ends.
        result.origin_id = row.integer(Col::next_facility_id);
        const auto leg_no = static_cast<std::size_t>(row.integer(Col::leg_no));
        if (leg_no > 0 && leg_no <= legs.size())
            result.ready_at = std::max(result.ready_at, legs[leg_no - 1].ready_at);
    }
    const Candidates candidates = candidates_of(change, net);
    if (result.origin_id == 0) {
        result.detail = "It is not known where the parcel is.";
        return result;
    }
    request.origin = result.origin_id;
    request.ready_at = result.ready_at;
    request.full = change.lost;
    result.plan = cheapest_with_room(view, request, candidates.ids, change.refusal_id());
    if (!result.plan)
        result.detail = why_none(candidates, net);
    return result;
}

} // namespace refusal::backend
