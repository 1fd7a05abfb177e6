#include "backend/capture/amount.hpp"
#include "backend/routing/capacity.hpp"
#include "backend/routing/network_cache.hpp"
#include "backend/routing/route_failure.hpp"
#include "backend/routing/route_rows.hpp"
#include "backend/server/arguments.hpp"
#include "backend/tenancy/membership.hpp"

// refusal.plan_route(): the planner alone, for whoever may see the facilities.
namespace refusal::backend {

namespace {

constexpr int rate_scale = 9;
constexpr std::int64_t whole = 1'000'000'000; // a rate of 1

void not_null(FunctionCallInfo fcinfo, int index, const char *name) {
    if (PG_ARGISNULL(index))
        malformed("argument \"" + std::string(name) + "\" must not be null");
}

// Another shop's facility does not exist for this caller.
std::int32_t visible_facility(const core::Network &network, const std::string &code) {
    const core::Facility *facility = network.by_code(code);
    if (facility == nullptr || (facility->shop_id != 0 && !sees_shop(facility->shop_id)))
        throw core::Error("RF004", "facility \"" + code + "\" does not exist");
    return facility->id;
}

core::PlanRequest request_of(FunctionCallInfo fcinfo) {
    core::PlanRequest request;
    request.grams = required_int32(fcinfo, 2, "weight_grams");
    if (request.grams < 0)
        malformed("argument \"weight_grams\" must not be negative");
    request.ready_at = PG_ARGISNULL(3) ? GetCurrentTimestamp() : PG_GETARG_TIMESTAMPTZ(3);
    if (TIMESTAMP_NOT_FINITE(request.ready_at))
        malformed("argument \"ready_at\" must be finite");
    not_null(fcinfo, 4, "needs_sorting");
    request.needs_sorting = PG_GETARG_BOOL(4);
    not_null(fcinfo, 5, "declared_value");
    request.declared_value = money_of(PG_GETARG_DATUM(5), "argument \"declared_value\"");
    if (request.declared_value < 0)
        malformed("argument \"declared_value\" must not be negative");
    not_null(fcinfo, 6, "value_loss_rate");
    request.value_loss_rate_nano = scaled_of(PG_GETARG_DATUM(6), rate_scale, "argument \"value_loss_rate\"");
    if (request.value_loss_rate_nano < 0 || request.value_loss_rate_nano > whole)
        malformed("argument \"value_loss_rate\" must be between 0 and 1");
    request.shops = visible_shops(request.all_shops);
    return request;
}

void put_row(ReturnSetInfo *result, const core::Network &network, const core::Plan &plan) {
    std::array<Value, 5> row{value(network.by_id(plan.destination)->code), money_value(plan.cost),
                             timestamp_value(plan.arrives_at), legs_value(network, plan),
                             breakdown_value(plan)};
    std::array<Datum, 5> data{};
    std::array<bool, 5> nulls{};
    std::transform(row.begin(), row.end(), data.begin(), [](const Value &each) { return each.datum; });
    backend_call([result, data = data.data(), nulls = nulls.data()] {
        tuplestore_putvalues(result->setResult, result->setDesc, data, nulls);
    });
}

} // namespace

REFUSAL_FUNCTION(refusal_plan_route) {
    const std::string from = required_text(fcinfo, 0, "from_facility");
    const std::vector<std::string> to = required_texts(fcinfo, 1, "to_facilities");
    core::PlanRequest request = request_of(fcinfo);
    backend_call([fcinfo] { InitMaterializedSRF(fcinfo, 0); });

    const NetworkView view = network();
    request.origin = visible_facility(*view.network, from);
    std::vector<std::int32_t> destinations;
    for (const std::string &code : to) {
        const std::int32_t id = visible_facility(*view.network, code);
        if (std::find(destinations.begin(), destinations.end(), id) == destinations.end())
            destinations.push_back(id);
    }
    const std::vector<core::Plan> plans = plans_with_room(view, request, destinations, {});
    if (plans.empty())
        throw core::Error("RF006", "no route from facility \"" + from + "\"",
                          no_route_detail(view, request, destinations));
    for (const core::Plan &plan : plans)
        put_row(reinterpret_cast<ReturnSetInfo *>(fcinfo->resultinfo), *view.network, plan);
    return Datum{0};
}

} // namespace refusal::backend
