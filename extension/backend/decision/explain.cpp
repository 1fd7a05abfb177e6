#include "backend/capture/amount.hpp"
#include "backend/decision/another_attempt.hpp"
#include "backend/decision/decision.hpp"
#include "backend/decision/scenario_cache.hpp"
#include "backend/routing/capacity.hpp"
#include "backend/routing/network_cache.hpp"
#include "backend/routing/route_candidates.hpp"
#include "backend/routing/route_failure.hpp"
#include "backend/routing/route_rows.hpp"
#include "backend/server/arguments.hpp"
#include "backend/transition/apply.hpp"
#include "backend/transition/facts_json.hpp"

// refusal.explain(): why this action, this rule, this route. The rows are read as the caller, so that one sees no more
// by asking why than by looking.
namespace refusal::backend {

namespace {

using nlohmann::json;

struct Subject {
    std::int32_t shop_id = 0;
    std::optional<std::int64_t> route_id;
    std::string supplier;
};

// What the journal says of the last decision.
struct Decision {
    json payload;
    std::string actor;
    std::optional<core::Facts> facts;
    std::shared_ptr<const core::Scenario> scenario;
    const core::Rule *rule = nullptr; // that decided; nullptr: somebody did
};

struct StoredRoute {
    std::int32_t origin_id = 0;
    std::int32_t destination_id = 0;
    core::Micros ready_at = 0;
    core::Micros arrives_at = 0;
    core::Money cost = 0;
    json breakdown;
    std::vector<core::Leg> legs;
};

Subject load_subject(std::int64_t refusal_id) {
    static Statement one("SELECT shop_id, route_id, supplier FROM refusal.refusal WHERE refusal_id = $1", {INT8OID});
    const Rows rows = one.run({value(refusal_id)});
    if (rows.empty())
        throw core::Error("RF004", "refusal " + std::to_string(refusal_id) + " does not exist");
    Subject subject{rows.integer(0, 1), std::nullopt, rows.text(0, 3)};
    if (!rows.is_null(0, 2))
        subject.route_id = rows.bigint(0, 2);
    return subject;
}

const core::Rule *find_rule(const core::Scenario &scenario, const json &payload) {
    const auto id = payload.find("rule");
    if (id == payload.end())
        return nullptr;
    for (const core::Rule &rule : scenario.rules())
        if (rule.id == *id)
            return &rule;
    return nullptr;
}

// The last event that decided, and before it the last that says on which facts and by which scenario.
Decision load_decision(std::int64_t refusal_id) {
    static Statement deciding("SELECT payload, actor FROM refusal.event WHERE refusal_id = $1 "
                              "AND payload ?| ARRAY['action', 'facts', 'scenario'] ORDER BY version DESC",
                              {INT8OID});
    const Rows rows = deciding.run({value(refusal_id)});
    Decision decision;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const json payload = rows.json(row, 1);
        if (decision.payload.is_null()) {
            if (!payload.contains("action"))
                continue;
            decision.payload = payload;
            decision.actor = rows.text(row, 2);
        }
        if (!decision.facts && payload.contains("facts"))
            decision.facts = facts_from_json(payload.at("facts"));
        if (!decision.scenario && payload.contains("scenario"))
            decision.scenario = scenario(payload.at("scenario").get<std::int32_t>());
    }
    if (decision.scenario)
        decision.rule = find_rule(*decision.scenario, decision.payload);
    return decision;
}

std::optional<StoredRoute> load_route(const Subject &subject, const core::Network &network) {
    static Statement one("SELECT origin_id, destination_id, ready_at, arrives_at, cost, breakdown, legs "
                         "FROM refusal.route WHERE route_id = $1",
                         {INT8OID});
    if (!subject.route_id)
        return std::nullopt;
    const Rows rows = one.run({value(*subject.route_id)});
    if (rows.empty())
        return std::nullopt;
    StoredRoute route;
    route.origin_id = rows.integer(0, 1);
    route.destination_id = rows.integer(0, 2);
    route.ready_at = DatumGetTimestampTz(rows.get(0, 3).datum);
    route.arrives_at = DatumGetTimestampTz(rows.get(0, 4).datum);
    route.cost = money_of(rows.get(0, 5).datum, "cost");
    route.breakdown = rows.json(0, 6);
    route.legs = legs_of(network, rows.get(0, 7).datum);
    return route;
}

json rule_json(const core::Rule &rule, const core::Scenario &scenario) {
    return {{"id", rule.id}, {"name", rule.name}, {"scenario_version", scenario.version()}};
}

json candidate_json(const core::Candidate &candidate) {
    json result = {{"rule", candidate.rule->id}};
    if (candidate.failed) {
        result["failed"] = core::field_name(candidate.failed->field);
        result["has"] = candidate.failed->has;
        result["wants"] = candidate.failed->wants;
        return result;
    }
    result["because"] = candidate.because;
    if (candidate.beaten_by)
        result["beaten_by"] = *candidate.beaten_by;
    else
        result["wins_over"] = candidate.wins_over;
    return result;
}

json change_json(const core::Change &change) {
    return {{"field", core::field_name(change.field)},
            {"from", change.from},
            {"to", change.to},
            {"rule", change.rule->id},
            {"action", core::action_name(change.rule->action)}};
}

// The action, who chose it, and every rule's part in that.
json decision_json(const Decision &decision) {
    json result = {{"action", decision.payload.is_null() ? json() : decision.payload.at("action")},
                   {"decided_by", decision.rule != nullptr    ? json("rule")
                                  : decision.actor.empty() ? json()
                                                           : json(decision.actor)}};
    for (const char *key : {"blocked_by", "default_of", "costs"})
        if (decision.payload.contains(key))
            result[key] = decision.payload.at(key);
    result["candidates"] = json::array();
    result["would_change_if"] = json::array();
    if (!decision.scenario || !decision.facts)
        return result;
    const core::Explanation explanation = decision.scenario->explain(*decision.facts);
    if (decision.rule != nullptr)
        result["rule"] = rule_json(*decision.rule, *decision.scenario);
    else if (explanation.winner != nullptr)
        result["rule_says"] = {{"action", core::action_name(explanation.winner->action)},
                               {"rule", rule_json(*explanation.winner, *decision.scenario)}};
    for (const core::Candidate &candidate : explanation.candidates)
        result["candidates"].push_back(candidate_json(candidate));
    for (const core::Change &change : explanation.would_change_if)
        result["would_change_if"].push_back(change_json(change));
    return result;
}

json route_json(const core::Network &network, const StoredRoute &route) {
    return {{"to", network.by_id(route.destination_id)->code},
            {"cost", amount_text(route.cost)},
            {"arrives_at", time_text(route.arrives_at)},
            {"legs", legs_json(network, route.legs)},
            {"breakdown", route.breakdown}};
}

std::string compared(const core::Plan &plan, const StoredRoute &route) {
    if (plan.cost > route.cost)
        return "dearer by " + amount_text(plan.cost - route.cost);
    if (plan.cost < route.cost)
        return "cheaper by " + amount_text(route.cost - plan.cost) + " since the network has changed";
    return plan.arrives_at > route.arrives_at ? "as dear, and arrives later"
                                              : "as dear: legs and lane ids settle the tie";
}

bool sorts(const StoredRoute &route) {
    return route.breakdown.value("sorting", "0.00") != "0.00" ||
           std::any_of(route.legs.begin(), route.legs.end(), [](const core::Leg &leg) { return leg.sorted; });
}

std::vector<RouteCandidate> candidates(const Decision &decision, const Subject &subject,
                                       const core::Network &network) {
    const json &payload = decision.payload;
    if (payload.contains("destination"))
        return route_candidates(network, {payload.at("destination").get<std::string>()}, std::nullopt,
                                subject.shop_id, subject.supplier);
    if (payload.contains("destinations"))
        return route_candidates(network, payload.at("destinations").get<std::vector<std::string>>(), std::nullopt,
                                subject.shop_id, subject.supplier);
    if (decision.rule == nullptr)
        return {};
    return route_candidates(network, decision.rule->destinations, decision.rule->destination_kind, subject.shop_id,
                            subject.supplier);
}

json rejected_json(std::int64_t refusal_id, const Decision &decision, const Subject &subject,
                   const StoredRoute &route, const NetworkView &view) {
    core::PlanRequest request;
    request.origin = route.origin_id;
    request.ready_at = route.ready_at;
    request.grams = decision.facts ? decision.facts->weight : 0;
    request.declared_value = decision.facts ? decision.facts->value : 0;
    request.value_loss_rate_nano = decision.rule != nullptr ? decision.rule->value_loss_rate_nano : 0;
    request.needs_sorting = sorts(route);
    request.shops = {subject.shop_id};

    json ruled_out = json::array();
    std::vector<std::int32_t> others;
    for (const RouteCandidate &candidate : candidates(decision, subject, *view.network)) {
        if (!candidate.ruled_out.empty())
            ruled_out.push_back({{"facility", candidate.code}, {"because", candidate.ruled_out}});
        else if (candidate.facility_id != route.destination_id)
            others.push_back(candidate.facility_id);
    }
    json result = json::array();
    for (const core::Plan &plan : plans_with_room(view, request, others, {refusal_id})) {
        std::erase(others, plan.destination);
        result.push_back({{"facility", view.network->by_id(plan.destination)->code},
                          {"cost", amount_text(plan.cost)},
                          {"because", compared(plan, route)}});
    }
    for (const std::int32_t id : others)
        result.push_back({{"facility", view.network->by_id(id)->code},
                          {"because", why_unreachable(view, request, id)}});
    result.insert(result.end(), ruled_out.begin(), ruled_out.end());
    return result;
}

// Another attempt or the return is a question while the machine leaves it to be decided.
bool may_be_decided(const Row &row) {
    const auto known = reference();
    const core::Machine &machine = *known->machine;
    const core::StateId state = machine.find_state(row.text(Col::state));
    return machine.transition(state, machine.find_event("plan_redelivery")) != nullptr ||
           machine.transition(state, machine.find_event("override")) != nullptr;
}

json alternatives_json(const Row &row) {
    Change seen(row, {}, nullptr);
    const Alternatives costs = alternatives_of(row, {}, nullptr);
    json result = to_json(costs);
    const core::Rule *rule = seen.rule();
    if (rule == nullptr)
        return result;
    std::optional<std::string> blocked_by = spent_attempts(row, *rule);
    if (!blocked_by)
        blocked_by = too_dear(costs, *rule);
    if (blocked_by)
        result["redeliver"]["blocked_by"] = *blocked_by;
    if (rule->attempt_cap)
        result["redeliver"]["attempt_cap"] = *rule->attempt_cap;
    if (rule->redeliver_margin)
        result["redeliver"]["margin"] = amount_text(*rule->redeliver_margin);
    return result;
}

json explain(std::int64_t refusal_id) {
    const Subject subject = load_subject(refusal_id);
    const Decision decision = load_decision(refusal_id);
    const NetworkView view = network();
    json result = decision_json(decision);
    const std::optional<StoredRoute> route = load_route(subject, *view.network);
    result["route"] = route ? route_json(*view.network, *route) : json();
    result["rejected_destinations"] = route ? rejected_json(refusal_id, decision, subject, *route, view) : json::array();
    if (const Row row = read_refusal(refusal_id); may_be_decided(row))
        result["alternatives"] = alternatives_json(row);
    return result;
}

} // namespace

REFUSAL_FUNCTION(refusal_explain) {
    const std::int64_t refusal_id = required_int64(fcinfo, 0, "refusal_id");
    json result;
    {
        const SpiSession session;
        result = explain(refusal_id);
    }
    // After the session: its memory would take the answer with it.
    return json_value(result).datum;
}

} // namespace refusal::backend
