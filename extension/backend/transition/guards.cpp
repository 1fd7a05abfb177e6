#include "backend/capture/proof.hpp"
#include "backend/decision/decision.hpp"
#include "backend/decision/delivery_window.hpp"
#include "backend/intake/intake.hpp"
#include "backend/routing/network_cache.hpp"
#include "backend/server/arguments.hpp"
#include "backend/transition/change.hpp"

// The fixed list of guards. Each says what it needs; none of them changes anything.
namespace refusal::backend {

namespace {

using core::Guard;
using Verdict = std::optional<Blocked>;

Verdict blocked(Guard guard, const std::string &message, const std::string &hint,
                const char *sqlstate = "RF002") {
    const std::string name(core::guard_name(guard));
    return Blocked{name, core::Error(sqlstate, message, "Guard " + name + " blocks the event.", hint)};
}

Verdict given(Change &change, Guard guard, const char *key) {
    if (change.payload_text(key))
        return std::nullopt;
    return blocked(guard, "event \"" + change.request.event + "\" needs a " + key,
                   "Give it as payload key \"" + std::string(key) + "\".");
}

Verdict date_given(Change &change) {
    if (Verdict missing = given(change, Guard::date_given, "date"))
        return missing;
    const std::optional<WindowFault> fault = fault_of(delivery_window(change), change.now);
    return fault ? blocked(Guard::date_given, fault->message, fault->hint) : std::nullopt;
}

Verdict address_given(Change &change) {
    const auto address = change.request.payload.find("address");
    if (address != change.request.payload.end() && !address->is_null())
        return std::nullopt;
    return blocked(Guard::address_given, "event \"" + change.request.event + "\" needs an address",
                   "Give it as payload key \"address\".");
}

// The place an arrival is about.
std::int32_t place(Change &change) {
    const std::int32_t given = change.payload_facility();
    return given != 0 ? given : change.row.integer(Col::facility_id);
}

Verdict at_destination(Change &change) {
    const std::int32_t destination = change.row.integer(Col::destination_id);
    const std::int32_t here = place(change);
    const core::Network &net = *network().network;
    const core::Facility *facility = net.by_id(here);
    if (destination == 0 || here != destination || facility == nullptr) {
        const core::Facility *wanted = net.by_id(destination);
        return blocked(Guard::at_destination,
                       "the parcel is not at its destination" +
                           (wanted != nullptr ? " \"" + wanted->code + "\"" : std::string()),
                       "Name the facility where it is, or decide anew where it goes.");
    }
    using core::FacilityKind;
    const std::string &event = change.request.event;
    bool fits = true;
    if (event == "receive" || event == "receive_part")
        fits = facility->kind == FacilityKind::fulfilment;
    else if (event == "store")
        fits = facility->kind == FacilityKind::storage || facility->kind == FacilityKind::depot ||
               facility->kind == FacilityKind::sorting_center;
    else if (event == "ready")
        fits = facility->kind == FacilityKind::shop || facility->kind == FacilityKind::pickup_point;
    else if (event == "reach_supplier")
        fits = facility->kind == FacilityKind::supplier;
    if (fits)
        return std::nullopt;
    return blocked(Guard::at_destination,
                   "event \"" + event + "\" does not fit a facility of kind " + std::string(core::name(facility->kind)),
                   "fulfilment: receive; storage, depot, sorting_center: store; shop, pickup_point: ready; "
                   "supplier: reach_supplier.");
}

Verdict storage_available(Change &change) {
    const std::int32_t under_way_to = change.row.integer(Col::next_facility_id);
    const core::Facility *facility = network().network->by_id(under_way_to != 0 ? under_way_to : place(change));
    if (facility != nullptr && facility->active && facility->kind != core::FacilityKind::supplier)
        return std::nullopt;
    return blocked(Guard::storage_available, "the parcel cannot be held where it is",
                   "It must be at an active facility that is not a supplier's.");
}

Verdict retract_window(Change &change) {
    const Row &row = change.row;
    const auto courier = change.request.payload.find("courier");
    const bool same = courier == change.request.payload.end() || *courier == row.text(Col::courier);
    const TimestampTz until = core::later(row.time(Col::occurred_at), change.shop().retract_window);
    if (same && !row.boolean(Col::scanned) && change.occurred_at <= until &&
        change.occurred_at >= row.time(Col::occurred_at))
        return std::nullopt;
    return blocked(Guard::retract_window, "the refusal can no longer be retracted",
                   "A courier may take back their own refusal before any scan and within the shop's retract_window.");
}

Verdict leg_matches(Change &change) {
    const auto &legs = change.legs();
    const auto next = static_cast<std::size_t>(change.row.integer(Col::leg_no));
    if (next >= legs.size())
        return blocked(Guard::leg_matches, "the plan has no further leg", "Decide anew where the parcel goes.");
    const core::Leg &leg = legs[next];
    const auto lane = change.request.payload.find("lane");
    const bool lane_fits = lane == change.request.payload.end() ||
                           (lane->is_number_integer() && lane->get<std::int64_t>() == leg.lane_id);
    const core::Network &net = *network().network;
    const core::Facility *from = net.by_id(leg.from);
    const core::Facility *to = net.by_id(leg.to);
    if (place(change) == leg.from && change.row.null(Col::next_facility_id) && lane_fits)
        return std::nullopt;
    return blocked(Guard::leg_matches, "the departure does not fit the plan",
                   "Its next leg is lane " + std::to_string(leg.lane_id) + " from " +
                       (from != nullptr ? from->code : "?") + " to " + (to != nullptr ? to->code : "?") + ".");
}

Verdict before_cutoff(Change &change) {
    const auto &legs = change.legs();
    const auto departed = static_cast<std::size_t>(change.row.integer(Col::leg_no));
    if (legs.empty() || departed < legs.size())
        return std::nullopt;
    return blocked(Guard::before_cutoff, "the last leg has departed", "Decide again once the parcel has arrived.");
}

Verdict attempts_left(Change &change) {
    const core::Rule *rule = change.rule();
    const auto spent = rule == nullptr ? std::nullopt : spent_attempts(change.row, *rule);
    if (!spent)
        return std::nullopt;
    return blocked(Guard::attempts_left, *spent,
                   "Decide for a return, or raise the rule's attempt_cap in a new scenario version.");
}

Verdict route_exists(Change &change) {
    if (change.request.assigned && change.lost.empty()) {
        change.planned = *change.request.assigned;
        return std::nullopt;
    }
    RoutePlan found = plan_for(change);
    if (found.plan) {
        change.planned = NewRoute{0, found.origin_id, found.ready_at, std::move(*found.plan)};
        return std::nullopt;
    }
    return Blocked{std::string(core::guard_name(Guard::route_exists)),
                   core::Error("RF006", "no route for refusal " + std::to_string(change.refusal_id()), found.detail,
                               found.origin_id == 0
                                   ? "Guard route_exists blocks the event: scan the parcel somewhere first."
                                   : "Guard route_exists blocks the event: name another destination, or open a lane.")};
}

Verdict deadline_passed(Change &change) {
    if (!change.row.null(Col::deadline_at) && change.row.time(Col::deadline_at) <= change.now)
        return std::nullopt;
    return blocked(Guard::deadline_passed, "the deadline has not passed", "It is in deadline_at.");
}

Verdict search_elapsed(Change &change) {
    if (!change.row.null(Col::missing_since) &&
        core::later(change.row.time(Col::missing_since), change.shop().search_period) <= change.now)
        return std::nullopt;
    return blocked(Guard::search_elapsed, "the search has not lasted the shop's search_period",
                   "Settle it then, or find the parcel.");
}

Verdict lines_refused(Change &change) {
    // For a capture and a repeated refusal the quantities were added up on the way in: RF009 by now, if at all.
    for (const LineChange &line : change.lines())
        if (line.refused > 0)
            return std::nullopt;
    return blocked(Guard::lines_refused, "nothing is refused", "Name at least one unit of one line.", "RF009");
}

} // namespace

std::optional<Blocked> check_guard(Change &change, Guard guard) {
    switch (guard) {
    case Guard::none:
        return std::nullopt;
    case Guard::lines_refused:
        return lines_refused(change);
    case Guard::proof_missing:
        if (proof_is_missing(change))
            return std::nullopt;
        return blocked(guard, "the proof is as the shop asks", "Nothing is to be verified.");
    case Guard::attempts_left:
        return attempts_left(change);
    case Guard::route_exists:
        return route_exists(change);
    case Guard::storage_available:
        return storage_available(change);
    case Guard::retract_window:
        return retract_window(change);
    case Guard::reason_given:
        return given(change, guard, "reason");
    case Guard::document_given:
        return given(change, guard, "document");
    case Guard::deadline_passed:
        return deadline_passed(change);
    case Guard::date_given:
        return date_given(change);
    case Guard::address_given:
        return address_given(change);
    case Guard::leg_matches:
        return leg_matches(change);
    case Guard::at_destination:
        return at_destination(change);
    case Guard::before_cutoff:
        return before_cutoff(change);
    case Guard::line_known:
        return line_known(change);
    case Guard::line_graded:
        return line_graded(change);
    case Guard::lines_disposed:
        return lines_disposed(change);
    case Guard::search_elapsed:
        return search_elapsed(change);
    }
    return std::nullopt;
}

} // namespace refusal::backend
