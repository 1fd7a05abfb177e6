#include "backend/decision/decision.hpp"
#include "backend/routing/capacity.hpp"
#include "backend/routing/network_cache.hpp"
#include "backend/routing/route_failure.hpp"
#include "backend/server/arguments.hpp"

// Where a refusal may go, and the cheapest way there.
namespace refusal::backend {

namespace {

void rule_out(Destinations &candidates, const std::string &code, const char *why) {
    candidates.ruled_out += (candidates.ruled_out.empty() ? "" : ", ") + code + " " + why;
}

void consider(Destinations &candidates, const core::Facility &facility, Change &change,
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

Destinations destinations_of(Change &change, const core::Network &net) {
    Destinations candidates;
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

RouteQuestion route_question(Change &change, TimestampTz now) {
    const Row &row = change.row;
    RouteQuestion question{plan_request(change), {}};
    core::PlanRequest &request = question.request;
    request.ready_at = now;
    request.origin = row.integer(Col::facility_id);
    if (!row.null(Col::next_facility_id)) {
        // Under way: the leg that has departed is not undone, the new plan begins where it ends.
        const auto &legs = change.legs();
        request.origin = row.integer(Col::next_facility_id);
        const auto leg_no = static_cast<std::size_t>(row.integer(Col::leg_no));
        if (leg_no > 0 && leg_no <= legs.size())
            request.ready_at = std::max(now, legs[leg_no - 1].ready_at);
    }
    question.destinations = destinations_of(change, *network().network);
    return question;
}

std::string why_no_route(const RouteQuestion &question, const NetworkView &view) {
    if (question.request.origin == 0)
        return "It is not known where the parcel is.";
    std::string detail = no_route_detail(view, question.request, question.destinations.ids);
    if (!question.destinations.ruled_out.empty())
        detail += (detail.empty() ? "" : " ") + ("Ruled out: " + question.destinations.ruled_out + ".");
    return detail.empty() ? "Neither the decision nor a rule names a destination." : detail;
}

RoutePlan plan_for(Change &change) {
    RouteQuestion question = route_question(change, change.now);
    // Last: what was asked above may have read the network anew, and its planner with it.
    const NetworkView view = network();
    RoutePlan result;
    result.ready_at = question.request.ready_at;
    result.origin_id = question.request.origin;
    question.request.full = change.lost;
    if (result.origin_id != 0 && change.request.now) // of another time: what was full then is not known
        result.plan = view.planner->cheapest(question.request, question.destinations.ids, check_interrupts);
    else if (result.origin_id != 0)
        result.plan = cheapest_with_room(view, question.request, question.destinations.ids,
                                         change.row.null(Col::route_id) ? Holders() : Holders{change.refusal_id()});
    if (!result.plan)
        result.detail = why_no_route(question, view);
    return result;
}

} // namespace refusal::backend
