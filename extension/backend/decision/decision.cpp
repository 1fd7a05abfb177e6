#include "backend/decision/decision.hpp"

#include "backend/capture/proof.hpp"
#include "backend/decision/another_attempt.hpp"
#include "backend/decision/scenario_cache.hpp"
#include "backend/routing/network_cache.hpp"

// What enters `refused` is decided in the same call: by the shop's rules, or, where they cannot, by the shop.
namespace refusal::backend {

namespace {

using nlohmann::json;

EventRequest by_system(std::string event, json payload) {
    EventRequest request;
    request.event = std::move(event);
    request.payload = std::move(payload);
    request.by_system = true;
    return request;
}

// Taken, or else what blocks it.
std::optional<Change> attempt(const Row &row, EventRequest request, const DecidedBy &by, std::string &blocked_by) {
    try {
        return by.take(row, std::move(request), by.parcels);
    } catch (const core::Error &error) {
        // Out of order, blocked by a guard, a person's to fire, or without a route; everything else is an error of
        // the call.
        static const std::set<std::string, std::less<>> falls_back{"RF001", "RF002", "RF005", "RF006"};
        if (!falls_back.contains(error.sqlstate))
            throw;
        blocked_by = error.what();
        if (!error.detail.empty())
            blocked_by += ": " + error.detail;
        return std::nullopt;
    }
}

struct Step {
    std::string event;
    json payload;
};

Step step_for(const Row &row, const Parcel &parcel, core::Action action) {
    json payload = json::object();
    payload["action"] = core::action_name(action);
    switch (action) {
    case core::Action::redeliver:
        if (is_at(row, depot_of(row, parcel)))
            return {"plan_redelivery", std::move(payload)};
        if (const core::Facility *depot = network().network->by_id(depot_of(row, parcel)))
            payload["destination"] = depot->code;
        return {"plan_return", std::move(payload)};
    case core::Action::return_:
        return {"plan_return", std::move(payload)};
    case core::Action::hold:
        return {row.text(Col::state) == "held" ? "extend_hold" : "hold", std::move(payload)};
    case core::Action::dispose:
        return {"write_off", std::move(payload)};
    case core::Action::ask_shop:
        break;
    }
    return {"ask_shop", std::move(payload)};
}

// Tries one action of a rule, as the system; the request says what else the journal is told.
std::optional<Change> try_action(const Row &row, const core::Rule &rule, core::Action action, EventRequest request,
                                 const DecidedBy &by, std::string &blocked_by) {
    // Away from its depot it would be brought there first, only to find that no attempt is left.
    if (action == core::Action::redeliver) {
        std::optional<std::string> not_again = spent_attempts(row, rule);
        if (!not_again && rule.redeliver_margin) {
            EventRequest known;
            known.facts = by.facts;
            known.rule = {by.scenario, &rule};
            known.now = by.now;
            const Alternatives costs = alternatives_of(row, known, by.parcels);
            request.payload["costs"] = sums_json(costs);
            not_again = too_dear(costs, rule);
        }
        if (not_again) {
            blocked_by = *not_again;
            return std::nullopt;
        }
    }
    EventRequest probe;
    Change parcel_of(row, probe, by.parcels);
    Step step = step_for(row, parcel_of.parcel(), action);
    request.payload.update(step.payload);
    if (step.event == "write_off")
        request.payload["document"] = "rule " + std::to_string(rule.id);
    if (step.event == "extend_hold")
        return std::nullopt; // a hold that is over does not prolong itself
    request.event = std::move(step.event);
    request.facts = by.facts;
    request.rule = {by.scenario, &rule};
    request.now = by.now;
    return attempt(row, std::move(request), by, blocked_by);
}

json notice(const core::Rule &rule) {
    return rule.notify_recipient && rule.notify_template ? json{{"template", *rule.notify_template}} : json();
}

} // namespace

std::int32_t depot_of(const Row &row, const Parcel &parcel) {
    return parcel.depot_id != 0 ? parcel.depot_id : row.integer(Col::entry_facility_id);
}

bool is_at(const Row &row, std::int32_t facility_id) {
    return row.null(Col::next_facility_id) && row.integer(Col::facility_id) == facility_id;
}

std::optional<std::string> spent_attempts(const Row &row, const core::Rule &rule) {
    const std::int32_t attempt = row.integer(Col::attempt);
    if (!rule.attempt_cap || attempt < *rule.attempt_cap)
        return std::nullopt;
    return "attempt " + std::to_string(attempt) + " was the last of " + std::to_string(*rule.attempt_cap);
}

Change decide_refused(const Row &row, const std::shared_ptr<Parcels> &parcels, std::shared_ptr<const core::Facts> facts) {
    Change seen(row, {}, parcels);
    if (core::covers("carrier.lost", row.text(Col::reason)))
        return compute(row, by_system("report_missing", {{"reason", row.text(Col::reason)}}), parcels);
    if (proof_is_missing(seen))
        return compute(row, by_system("flag_proof", json::object()), parcels);

    if (!facts) {
        seen.facts();
        facts = seen.request.facts;
    }
    return decide_by_rules(row, {active_scenario(row.integer(Col::shop_id), GetCurrentTimestamp()), facts, parcels, {}});
}

Change decide_by_rules(const Row &row, const DecidedBy &by) {
    EventRequest told = by_system({}, json::object());
    told.tells_facts = true;
    json &base = told.payload;
    const core::Rule *rule = by.scenario ? by.scenario->decide(*by.facts) : nullptr;
    const auto ask = [&by](const Row &asked, EventRequest request) {
        request.event = "ask_shop";
        request.payload["action"] = "ask_shop";
        request.facts = by.facts;
        request.now = by.now;
        return by.take(asked, std::move(request), by.parcels);
    };
    if (rule == nullptr) {
        base["blocked_by"] = by.scenario ? "no rule matches" : "the shop has no active scenario";
        return ask(row, std::move(told));
    }
    Row decided = row;
    decided.set_int32(Col::rule_id, rule->id);
    decided.set_int32(Col::scenario_id, by.scenario->id());
    base["rule"] = rule->id;
    base["scenario"] = by.scenario->id();
    if (json told = notice(*rule); !told.is_null())
        base["notify"] = std::move(told);

    std::string blocked_by;
    if (auto change = try_action(decided, *rule, rule->action, told, by, blocked_by))
        return std::move(*change);
    base["blocked_by"] = blocked_by;
    base["default_of"] = core::action_name(rule->action);
    if (rule->default_action)
        if (auto change = try_action(decided, *rule, *rule->default_action, told, by, blocked_by))
            return std::move(*change);
    return ask(decided, std::move(told));
}

EventRequest event_for_action(const Row &row, core::Action action, const std::optional<std::string> &destination,
                              const std::shared_ptr<Parcels> &parcels) {
    Change seen(row, {}, parcels);
    Step step = step_for(row, seen.parcel(), action);
    if (destination && action == core::Action::return_)
        step.payload["destination"] = *destination;
    else if (destination)
        throw core::Error("22023", "\"destination\" goes with the action return only");
    if (step.event == "write_off")
        step.payload["document"] = "decision of the shop";
    EventRequest request;
    request.event = std::move(step.event);
    request.payload = std::move(step.payload);
    return request;
}

std::optional<Change> decide_due(const Row &row) {
    if (row.null(Col::deadline_at) || row.time(Col::deadline_at) > GetCurrentTimestamp())
        return std::nullopt;
    const std::string state = row.text(Col::state);
    if (state == "refused")
        return decide_refused(row, nullptr);
    if (state != "awaiting_decision" && state != "held")
        return std::nullopt;
    Change seen(row, {}, nullptr);
    seen.facts();
    json base = json::object();
    std::string blocked_by = "the rule has no default action";
    if (const core::Rule *rule = seen.rule(); rule != nullptr && rule->default_action) {
        base["rule"] = rule->id;
        base["scenario"] = row.integer(Col::scenario_id);
        base["default_of"] = core::action_name(rule->action);
        if (json told = notice(*rule); !told.is_null())
            base["notify"] = std::move(told);
        const DecidedBy by{seen.scenario(), seen.request.facts, nullptr, {}};
        if (auto change = try_action(row, *rule, *rule->default_action, by_system({}, std::move(base)), by, blocked_by))
            return change;
    }
    const json why = {{"blocked_by", blocked_by}};
    return compute(row, by_system(state == "held" ? "ask_shop" : "escalate", why));
}

} // namespace refusal::backend
