#include "backend/capture/amount.hpp"
#include "backend/decision/another_attempt.hpp"
#include "backend/decision/decision.hpp"
#include "backend/routing/places.hpp"
#include "backend/server/arguments.hpp"
#include "backend/transition/apply.hpp"
#include "backend/transition/fire.hpp"
#include "backend/transition/request.hpp"
#include "core/leg.hpp"

// decide() and override(): the shop's own decisions.
namespace refusal::backend {

namespace {

using nlohmann::json;

constexpr auto shop_actor = static_cast<core::ActorMask>(core::actor_bit(core::Actor::shop));

struct Decision {
    std::int64_t refusal_id;
    core::Action action;
    std::optional<std::string> destination;
    std::optional<std::int32_t> expected_version;
    std::optional<Uuid> request_id;
};

Decision decision_arguments(FunctionCallInfo fcinfo) {
    Decision decision{};
    decision.refusal_id = required_int64(fcinfo, 0, "refusal_id");
    const std::string action = required_text(fcinfo, 1, "action");
    const std::optional<core::Action> known = core::find_action(action);
    if (!known)
        malformed("action \"" + action + "\" is not known",
                  "It is one of redeliver, return, hold, ask_shop, dispose.");
    decision.action = *known;
    decision.destination = optional_text(fcinfo, 2, "destination");
    decision.expected_version = optional_int32(fcinfo, 3);
    decision.request_id = optional_uuid(fcinfo, 4);
    return decision;
}

json call_of(const char *name, const Decision &decision) {
    return {{"call", name},
            {"action", core::action_name(decision.action)},
            {"destination", decision.destination ? json(*decision.destination) : json()}};
}

EventRequest by_shop(const Row &row, const Decision &decision) {
    EventRequest request = event_for_action(row, decision.action, decision.destination, nullptr);
    request.preferred = shop_actor;
    return request;
}

// What is still to be paid on the way as decided. The leg under way is sunk: it is paid for either way.
core::Money remaining_cost(Change &seen) {
    const Row &row = seen.row;
    core::Money sum = 0;
    const auto &legs = seen.legs();
    for (std::size_t leg = static_cast<std::size_t>(row.integer(Col::leg_no)); leg < legs.size(); ++leg)
        sum = core::add(sum, core::total(legs[leg]));
    if (row.text(Col::action) == "redeliver")
        sum = core::add(sum, redelivery_cost(row.null(Col::destination_id) ? row.integer(Col::facility_id)
                                                                           : row.integer(Col::destination_id)));
    return sum;
}

core::Money cost_of(const Change &decided) {
    core::Money cost = decided.effects.route ? decided.effects.route->plan.cost : 0;
    if (decided.row.text(Col::action) == "redeliver")
        cost = core::add(cost, redelivery_cost(decided.effects.route ? decided.effects.route->plan.destination
                                                                     : decided.row.integer(Col::facility_id)));
    return cost;
}

// The preview has both alternatives; what was applied is compared no more.
Datum result_row(FunctionCallInfo fcinfo, const SpiSession &session, const Row &row, core::Money difference,
                 const std::optional<Alternatives> &preview) {
    const Datum refusal = row_datum(row, session.outer());
    const Value cost = money_value(difference);
    const Value compared = preview ? json_value(to_json(*preview)) : null_value();
    return backend_call([fcinfo, refusal, cost, compared, memory = session.outer()] {
        TupleDesc descriptor = nullptr;
        if (get_call_result_type(fcinfo, nullptr, &descriptor) != TYPEFUNC_COMPOSITE)
            elog(ERROR, "return type must be a row type");
        const MemoryContext before = MemoryContextSwitchTo(memory);
        Datum values[] = {refusal, cost.datum, BoolGetDatum(compared.null), compared.datum};
        bool nulls[] = {false, false, false, compared.null};
        const Datum result = HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls));
        MemoryContextSwitchTo(before);
        return result;
    });
}

// What the first answer said: an override keeps its cost difference in its journal entry.
core::Money difference_of(std::int64_t refusal_id, const Uuid &request_id) {
    static Statement find("SELECT payload ->> 'cost_difference' FROM refusal.event "
                          "WHERE refusal_id = $1 AND request_id = $2",
                          {INT8OID, UUIDOID});
    const AsOwner owner;
    const Rows rows = find.run({value(refusal_id), uuid_value(request_id)}, Statement::Snapshot::fresh);
    return rows.empty() ? 0 : parse_amount(rows.text(0, 1)).value_or(0);
}

} // namespace

REFUSAL_FUNCTION(refusal_decide) {
    const Decision decision = decision_arguments(fcinfo);
    const SpiSession session;
    const Row row = fire(decision.refusal_id, decision.expected_version, decision.request_id,
                         call_of("decide", decision), [&](const Row &locked) { return by_shop(locked, decision); });
    return row_datum(row, session.outer());
}

REFUSAL_FUNCTION(refusal_override) {
    const Decision decision = decision_arguments(fcinfo);
    if (PG_ARGISNULL(5))
        malformed("argument \"accept_cost\" must not be null");
    const bool accept_cost = PG_GETARG_BOOL(5);
    const SpiSession session;
    const Row row = lock_refusal(decision.refusal_id);
    Bytes digest;
    if (decision.request_id && accept_cost) {
        digest = request_digest(*decision.request_id, call_of("override", decision));
        if (is_replay(row, *decision.request_id, digest))
            return result_row(fcinfo, session, row, difference_of(decision.refusal_id, *decision.request_id), {});
    }
    if (decision.expected_version && row.integer(Col::version) != *decision.expected_version)
        throw core::Error("RF003", "refusal " + std::to_string(decision.refusal_id) + " is at version " +
                                       std::to_string(row.integer(Col::version)) + ", not " +
                                       std::to_string(*decision.expected_version));

    Change seen(row, {}, nullptr);
    const core::Money before = remaining_cost(seen);
    EventRequest stop;
    stop.event = "override";
    stop.preferred = shop_actor;
    stop.payload = {{"action", core::action_name(decision.action)}};
    if (decision.destination)
        stop.payload["destination"] = *decision.destination;
    // First without the difference, to learn it; what is written is computed with it.
    const auto preview = [&] {
        const Preview keeps_its_places;
        const Change stopped = compute(row, stop);
        return cost_of(compute(stopped.row, by_shop(stopped.row, decision)));
    };
    const core::Money difference = core::add(preview(), -before);
    if (!accept_cost)
        return result_row(fcinfo, session, row, difference, alternatives_of(row, {}, nullptr));

    stop.payload["cost_difference"] = amount_text(difference);
    stop.request_id = decision.request_id;
    stop.digest = digest;
    std::vector<Change> changes;
    Change stopped = compute(row, stop);
    Change anew = compute(stopped.row, by_shop(stopped.row, decision));
    changes.push_back(with_outcome(followed_by(std::move(stopped), std::move(anew)), nullptr));
    update_rows(changes);
    return result_row(fcinfo, session, changes.front().row, difference, {});
}

} // namespace refusal::backend
