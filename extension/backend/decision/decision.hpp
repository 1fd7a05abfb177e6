#pragma once

#include "backend/routing/network_cache.hpp"
#include "backend/transition/change.hpp"

// What happens to a refusal next, by the shop's scenario, and by which route.
namespace refusal::backend {

core::Facts facts_of(Change &change);

struct RoutePlan {
    std::optional<core::Plan> plan;
    std::int32_t origin_id = 0;
    TimestampTz ready_at = 0;
    std::string detail; // without a plan: what leaves none
};

// The depot that another attempt goes out from; 0: none is known.
std::int32_t depot_of(const Row &row, const Parcel &parcel);

// It is there, and not on its way.
bool is_at(const Row &row, std::int32_t facility_id);

// What another attempt from this facility costs; unknown: nothing.
core::Money redelivery_cost(std::int32_t facility_id);

// The parcel as the planner sees it: what is refused of it, by weight and value. Where it starts is left open.
core::PlanRequest plan_request(Change &change);

// The facilities that a refusal may go to.
struct Destinations {
    std::vector<std::int32_t> ids;
    std::string ruled_out; // each with why
};

// What a planner is asked for it, from where the parcel is, or will be at the end of the leg under way.
struct RouteQuestion {
    core::PlanRequest request;
    Destinations destinations;
};
RouteQuestion route_question(Change &change, TimestampTz now);
std::string why_no_route(const RouteQuestion &question, const NetworkView &view);

// The cheapest plan to what the payload names (destination, destinations) or else to what the rule names.
RoutePlan plan_for(Change &change);

// What is said where the rule allows no further attempt; nothing: one is left.
std::optional<std::string> spent_attempts(const Row &row, const core::Rule &rule);

// The event that decides a refusal which has just entered `refused`. Tries the rule's action, then its default, then
// asks the shop; what it tries is computed in full, so the event it returns is not blocked.
Change decide_refused(const Row &row, const std::shared_ptr<Parcels> &parcels, std::shared_ptr<const core::Facts> facts = nullptr);

// What a decision is made by, and whether for good or only to see what it would be.
struct DecidedBy {
    std::shared_ptr<const core::Scenario> scenario; // nullptr: none, the shop is asked
    std::shared_ptr<const core::Facts> facts;
    std::shared_ptr<Parcels> parcels;
    std::optional<TimestampTz> now; // as in EventRequest
    Change (*take)(const Row &, EventRequest, const std::shared_ptr<Parcels> &) = compute; // or rehearse
};

// The part of it that the rules decide: past the reasons and the proof that come before any rule.
Change decide_by_rules(const Row &row, const DecidedBy &by);

// The event that an action stands for, in this state, for a decision by the shop.
EventRequest event_for_action(const Row &row, core::Action action, const std::optional<std::string> &destination,
                              const std::shared_ptr<Parcels> &parcels);

// What run_due() does to a refusal whose deadline has passed; nothing: it is not due.
std::optional<Change> decide_due(const Row &row);

} // namespace refusal::backend
