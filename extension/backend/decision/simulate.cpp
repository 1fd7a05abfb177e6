#include "backend/decision/decision.hpp"
#include "backend/decision/scenario_cache.hpp"
#include "backend/feed/cursor.hpp"
#include "backend/journal/period.hpp"
#include "backend/routing/network_cache.hpp"
#include "backend/server/arguments.hpp"
#include "backend/server/results.hpp"
#include "backend/tenancy/membership.hpp"
#include "backend/transition/facts_json.hpp"

// refusal.simulate(): what a scenario would have decided. It reads as the caller and writes nothing; what
// decides is what decides at the door.
namespace refusal::backend {

namespace {

constexpr long rows_at_a_time = 500;

// One automatic decision as the journal has it, and what the rules looked at then.
struct Recorded {
    std::int64_t refusal_id = 0;
    std::int64_t parcel_id = 0;
    TimestampTz at = 0;
    std::int32_t facility_id = 0;
    std::int32_t depot_id = 0;
    std::shared_ptr<const core::Facts> facts;
};

struct Decided {
    std::optional<std::string> action; // none: no rule matches
    std::optional<std::int32_t> rule_id;
    std::int32_t destination_id = 0;
    std::optional<core::Money> cost; // none: nothing is planned
};

Period period_arguments(FunctionCallInfo fcinfo) {
    for (const auto &[index, name] : {std::pair(1, "since"), std::pair(2, "until")})
        if (PG_ARGISNULL(index))
            malformed("argument \"" + std::string(name) + "\" must not be null");
    const Period period{PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_TIMESTAMPTZ(2)};
    if (period.from > period.until)
        malformed("argument \"since\" must not be later than \"until\"");
    return period;
}

// Is the network taken as it is now, not as it was?
bool network_argument(FunctionCallInfo fcinfo) {
    const std::string network = required_text(fcinfo, 3, "network");
    if (network != "then" && network != "now")
        malformed("argument \"network\" must be \"then\" or \"now\"");
    return network == "now";
}

std::int32_t shop_of(std::int32_t scenario_id) {
    static Statement one("SELECT shop_id FROM refusal.scenario WHERE scenario_id = $1", {INT4OID});
    const Rows rows = one.run({value(scenario_id)});
    if (rows.empty())
        throw core::Error("RF004", "scenario " + std::to_string(scenario_id) + " does not exist");
    if (!manages_shop(rows.integer(0, 1)))
        throw core::Error("RF005", "the caller may not simulate scenario " + std::to_string(scenario_id),
                          "It is for the shop and for supervisors.");
    return rows.integer(0, 1);
}

Cursor decisions(std::int32_t shop_id, const Period &period) {
    return {
        "SELECT e.refusal_id, r.parcel_id, e.recorded_at, e.facility_id, p.depot_id, e.payload -> 'facts', "
        "e.payload ->> 'action', (e.payload ->> 'rule')::int4, t.destination_id, (t.cost * 100)::int8 "
        "FROM refusal.event e JOIN refusal.refusal r ON r.refusal_id = e.refusal_id "
        "JOIN refusal.parcel p ON p.parcel_id = r.parcel_id "
        "LEFT JOIN refusal.route t ON t.refusal_id = e.refusal_id AND t.event_id = e.event_id "
        "WHERE e.shop_id = $1 AND e.recorded_at >= $2 AND e.recorded_at < $3 "
        "AND e.from_state = 'refused' AND e.actor = 'system' AND e.payload ? 'facts'",
        {INT4OID, TIMESTAMPTZOID, TIMESTAMPTZOID},
        {value(shop_id), timestamp_value(period.from), timestamp_value(period.until)}};
}

Recorded recorded(const Rows &rows, std::size_t row) {
    return {rows.bigint(row, 1),
            rows.bigint(row, 2),
            DatumGetTimestampTz(rows.get(row, 3).datum),
            rows.optional_int32(row, 4).value_or(0),
            rows.optional_int32(row, 5).value_or(0),
            std::make_shared<const core::Facts>(facts_from_json(rows.json(row, 6)))};
}

// Where the decision sends the parcel from here, and at what cost: of the way, and of another attempt at its
// end.
void set_plan(Decided &decided, std::int32_t here, std::int32_t destination_id,
              std::optional<core::Money> way) {
    decided.destination_id = destination_id;
    decided.cost = way;
    if (decided.action == "redeliver")
        decided.cost =
            core::add(way.value_or(0), redelivery_cost(destination_id != 0 ? destination_id : here));
}

Decided decided_then(const Rows &rows, std::size_t row, std::int32_t here) {
    Decided decided{rows.text(row, 7), rows.optional_int32(row, 8), 0, {}};
    if (rows.is_null(row, 9))
        set_plan(decided, here, 0, {});
    else
        set_plan(decided, here, rows.integer(row, 9), rows.bigint(row, 10));
    return decided;
}

Decided decided_now(const Row &row, const DecidedBy &by) {
    const Change change = decide_by_rules(row, by);
    const nlohmann::json &payload = change.request.payload;
    if (!payload.contains("rule"))
        return {};
    Decided decided{payload.at("action").get<std::string>(), payload.at("rule").get<std::int32_t>(), 0, {}};
    if (change.planned)
        set_plan(decided, row.integer(Col::facility_id), change.planned->plan.destination,
                 change.planned->plan.cost);
    else
        set_plan(decided, row.integer(Col::facility_id), 0, {});
    return decided;
}

// A refusal that has just been recorded, as far as a decision looks at it.
Row row_of(Row row, const Recorded &decision) {
    const core::Facts &facts = *decision.facts;
    row.set_int64(Col::refusal_id, decision.refusal_id);
    row.set_int64(Col::parcel_id, decision.parcel_id);
    row.set_int32(Col::attempt, static_cast<std::int32_t>(facts.attempt));
    row.set_id(Col::facility_id, decision.facility_id);
    const core::Facility *entry = facts.facility ? network().network->by_code(*facts.facility) : nullptr;
    row.set_id(Col::entry_facility_id, entry != nullptr ? entry->id : 0);
    if (facts.supplier)
        row.set_text(Col::supplier, *facts.supplier);
    return row;
}

std::shared_ptr<Parcels> parcel_of(const Recorded &decision, std::int32_t shop_id) {
    Parcel parcel;
    parcel.parcel_id = decision.parcel_id;
    parcel.shop_id = shop_id;
    parcel.depot_id = decision.depot_id;
    auto parcels = std::make_shared<Parcels>();
    parcels->put(std::move(parcel));
    return parcels;
}

// Whole weeks later, and not before `now`: timetables fall as they did.
TimestampTz moved_to(TimestampTz now, TimestampTz time) {
    const core::Micros behind = std::max<core::Micros>(now - time, 0);
    return time + (behind + core::micros_per_week - 1) / core::micros_per_week * core::micros_per_week;
}

Value code_of(std::int32_t facility_id) {
    const core::Facility *facility = network().network->by_id(facility_id);
    return facility == nullptr ? null_value() : value(facility->code);
}

Value cost_value(const std::optional<core::Money> &cost) {
    return cost ? money_value(*cost) : null_value();
}

} // namespace

REFUSAL_FUNCTION(refusal_simulate) {
    const std::int32_t scenario_id = required_int32(fcinfo, 0, "scenario_id");
    const Period period = period_arguments(fcinfo);
    const bool network_of_now = network_argument(fcinfo);
    ResultSet results(fcinfo);
    const SpiSession session;
    const std::int32_t shop_id = shop_of(scenario_id);
    DecidedBy by;
    by.scenario = scenario(scenario_id);
    by.take = rehearse;
    Row refused;
    refused.set_int32(Col::shop_id, shop_id);
    refused.set_text(Col::state, "refused");
    refused.set_boolean(Col::sorted, false);

    Cursor history = decisions(shop_id, period);
    Scratch scratch;
    for (Rows rows = history.fetch(rows_at_a_time); !rows.empty(); rows = history.fetch(rows_at_a_time))
        for (std::size_t row = 0; row < rows.size(); ++row) {
            check_interrupts();
            scratch.begin();
            const Recorded decision = recorded(rows, row);
            by.facts = decision.facts;
            by.parcels = parcel_of(decision, shop_id);
            by.now =
                network_of_now ? moved_to(GetCurrentStatementStartTimestamp(), decision.at) : decision.at;
            const Decided was = decided_then(rows, row, decision.facility_id);
            const Decided now = decided_now(row_of(refused, decision), by);
            results.add({value(decision.refusal_id), value(was.action), value(now.action),
                         code_of(was.destination_id), code_of(now.destination_id), cost_value(was.cost),
                         cost_value(now.cost), value(static_cast<std::int32_t>(decision.facts->attempt)),
                         timestamp_value(decision.at), value(was.rule_id), value(now.rule_id)});
        }
    PG_RETURN_VOID();
}

} // namespace refusal::backend
