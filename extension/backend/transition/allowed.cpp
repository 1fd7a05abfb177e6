#include "backend/routing/network_cache.hpp"
#include "backend/server/arguments.hpp"
#include "backend/server/results.hpp"
#include "backend/tenancy/membership.hpp"
#include "backend/transition/apply.hpp"

// allowed_events(): what may happen next, and what blocks the rest.
namespace refusal::backend {

namespace {

// What the caller will say with the event does not block it: the hint names it.
std::string asked_in_payload(core::Guard guard) {
    switch (guard) {
    case core::Guard::reason_given:
        return "Give payload key \"reason\".";
    case core::Guard::document_given:
        return "Give payload key \"document\".";
    case core::Guard::date_given:
        return "Give payload key \"date\".";
    case core::Guard::address_given:
        return "Give payload key \"address\".";
    case core::Guard::line_known:
        return "Give payload key \"line_no\".";
    default:
        return {};
    }
}

bool any_line_graded(Change &seen) { return !seen.parts().empty(); }

// An arrival is judged as it will be: where the leg under way ends.
std::string expected_place(const Row &row) {
    const std::int32_t id =
        row.null(Col::next_facility_id) ? row.integer(Col::facility_id) : row.integer(Col::next_facility_id);
    const core::Facility *facility = network().network->by_id(id);
    return facility == nullptr ? std::string() : facility->code;
}

struct Verdict {
    bool allowed = false;
    std::string blocked_by, hint;
};

Verdict judge(const Row &row, const core::Machine &machine, const core::Transition &transition) {
    const core::ActorMask mine = actors_of_caller(row.integer(Col::shop_id), row.text(Col::supplier),
                                                  row.integer(Col::facility_id));
    if ((mine & transition.actors) == 0)
        return {false, "actor", "It is for: " + core::names_of(transition.actors) + "."};
    if (const std::string hint = asked_in_payload(transition.guard); !hint.empty())
        return {true, {}, hint};
    EventRequest request;
    request.event = machine.event_name(transition.event);
    if (transition.guard == core::Guard::at_destination)
        if (const std::string place = expected_place(row); !place.empty())
            request.payload["facility"] = place;
    Change seen(row, std::move(request), nullptr);
    seen.transition = &transition;
    seen.now = seen.occurred_at = GetCurrentTimestamp();
    if (transition.guard == core::Guard::line_graded)
        return any_line_graded(seen) ? Verdict{true, {}, "Give payload key \"line_no\"."}
                                     : Verdict{false, "line_graded", "Grade a line first."};
    if (std::optional<Blocked> blocked = check_guard(seen, transition.guard))
        return {false, blocked->guard, blocked->error.hint.empty() ? blocked->error.detail : blocked->error.hint};
    return {true, {}, {}};
}

} // namespace

REFUSAL_FUNCTION(refusal_allowed_events) {
    const std::int64_t refusal_id = required_int64(fcinfo, 0, "refusal_id");
    ResultSet results(fcinfo);
    const SpiSession session;
    const Row row = read_refusal(refusal_id);
    const auto known = reference();
    const core::Machine &machine = *known->machine;
    for (const core::Transition &transition : machine.events(machine.find_state(row.text(Col::state)))) {
        const Verdict verdict = judge(row, machine, transition);
        results.add({value(machine.event_name(transition.event)), value(machine.state_name(transition.to)),
                     value(verdict.allowed), verdict.allowed ? null_value() : value(verdict.blocked_by),
                     verdict.hint.empty() ? null_value() : value(verdict.hint)});
    }
    PG_RETURN_VOID();
}

} // namespace refusal::backend
