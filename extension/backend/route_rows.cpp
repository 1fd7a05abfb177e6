#include "backend/route_rows.hpp"

#include "backend/amount.hpp"
#include "backend/arguments.hpp"

namespace refusal::backend {

namespace {

// The attributes of refusal.leg, in order.
constexpr int leg_attributes = 12;

Oid leg_type() {
    return backend_call([] {
        const Oid schema = get_namespace_oid("refusal", false);
        return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("leg"), ObjectIdGetDatum(schema));
    });
}

const std::string &code_of(const core::Network &network, std::int32_t facility_id) {
    return network.by_id(facility_id)->code;
}

Datum form(Oid type, std::array<Value, leg_attributes> &values) {
    std::array<Datum, leg_attributes> data{};
    std::array<bool, leg_attributes> nulls{};
    std::transform(values.begin(), values.end(), data.begin(), [](const Value &value) { return value.datum; });
    std::transform(values.begin(), values.end(), nulls.begin(), [](const Value &value) { return value.null; });
    return backend_call([type, data = data.data(), nulls = nulls.data()] {
        TupleDesc descriptor = lookup_rowtype_tupdesc(type, -1);
        if (descriptor->natts != leg_attributes)
            elog(ERROR, "type refusal.leg has %d attributes instead of %d", descriptor->natts, leg_attributes);
        HeapTuple tuple = heap_form_tuple(descriptor, data, nulls);
        ReleaseTupleDesc(descriptor);
        return HeapTupleGetDatum(tuple);
    });
}

struct Elements {
    Datum *data;
    int count;
};

Elements elements(Datum array) {
    return backend_call([array] {
        Elements result{};
        ArrayType *legs = DatumGetArrayTypeP(array);
        bool *nulls = nullptr;
        deconstruct_array(legs, ARR_ELEMTYPE(legs), -1, false, TYPALIGN_DOUBLE, &result.data, &nulls, &result.count);
        return result;
    });
}

// The values of one leg; only pg_refusal writes them, and never a null.
std::array<Datum, leg_attributes> attributes(Datum leg) {
    std::array<Datum, leg_attributes> values{};
    backend_call([leg, out = values.data()] {
        HeapTupleHeader tuple = DatumGetHeapTupleHeader(leg);
        for (int attribute = 0; attribute < leg_attributes; ++attribute) {
            bool null = false;
            out[attribute] = GetAttributeByNum(tuple, static_cast<AttrNumber>(attribute + 1), &null);
            if (null)
                elog(ERROR, "a leg of a stored route has a null");
        }
    });
    return values;
}

std::int32_t facility_of(const core::Network &network, Datum code) {
    const core::Facility *facility = network.by_code(text_of(code));
    if (facility == nullptr)
        throw core::Error("XX001", "a stored route passes a facility that does not exist");
    return facility->id;
}

} // namespace

nlohmann::json breakdown_json(const core::Plan &plan) {
    return {{"lanes", amount_text(plan.breakdown.lanes)},
            {"handling", amount_text(plan.breakdown.handling)},
            {"sorting", amount_text(plan.breakdown.sorting)},
            {"storage", amount_text(plan.breakdown.storage)},
            {"value_loss", amount_text(plan.breakdown.value_loss)}};
}

Value legs_value(const core::Network &network, const core::Plan &plan) {
    // The planner counts on for some hours after PostgreSQL's calendar has ended.
    if (!IS_VALID_TIMESTAMP(plan.arrives_at))
        throw core::Error("22003", "the plan arrives after the last time that a timestamp can hold");
    const Oid type = leg_type();
    std::vector<Datum> legs;
    legs.reserve(plan.legs.size());
    for (const core::Leg &leg : plan.legs) {
        std::array<Value, leg_attributes> values{value(leg.lane_id),
                                                 value(code_of(network, leg.from)),
                                                 value(code_of(network, leg.to)),
                                                 timestamp_value(leg.departs_at),
                                                 timestamp_value(leg.arrives_at),
                                                 timestamp_value(leg.ready_at),
                                                 value(leg.sorted),
                                                 money_value(leg.lane),
                                                 money_value(leg.handling),
                                                 money_value(leg.sorting),
                                                 money_value(leg.storage),
                                                 money_value(leg.value_loss)};
        legs.push_back(form(type, values));
    }
    return datum_value(backend_call([data = legs.data(), count = static_cast<int>(legs.size()), type] {
        return PointerGetDatum(construct_array(data, count, type, -1, false, TYPALIGN_DOUBLE));
    }));
}

std::vector<core::Leg> legs_of(const core::Network &network, Datum legs) {
    const Elements stored = elements(legs);
    std::vector<core::Leg> result;
    for (int index = 0; index < stored.count; ++index) {
        const auto values = attributes(stored.data[index]);
        core::Leg leg;
        leg.lane_id = DatumGetInt32(values[0]);
        leg.from = facility_of(network, values[1]);
        leg.to = facility_of(network, values[2]);
        leg.departs_at = DatumGetTimestampTz(values[3]);
        leg.arrives_at = DatumGetTimestampTz(values[4]);
        leg.ready_at = DatumGetTimestampTz(values[5]);
        leg.sorted = DatumGetBool(values[6]);
        leg.lane = money_of(values[7], "lane_cost");
        leg.handling = money_of(values[8], "handling_cost");
        leg.sorting = money_of(values[9], "sorting_cost");
        leg.storage = money_of(values[10], "storage_cost");
        leg.value_loss = money_of(values[11], "value_loss");
        result.push_back(leg);
    }
    return result;
}

nlohmann::json legs_json(const core::Network &network, const std::vector<core::Leg> &legs) {
    nlohmann::json result = nlohmann::json::array();
    for (const core::Leg &leg : legs)
        result.push_back({{"lane_id", leg.lane_id},
                          {"from_facility", code_of(network, leg.from)},
                          {"to_facility", code_of(network, leg.to)},
                          {"departs_at", time_text(leg.departs_at)},
                          {"arrives_at", time_text(leg.arrives_at)},
                          {"ready_at", time_text(leg.ready_at)},
                          {"sorted", leg.sorted},
                          {"lane_cost", amount_text(leg.lane)},
                          {"handling_cost", amount_text(leg.handling)},
                          {"sorting_cost", amount_text(leg.sorting)},
                          {"storage_cost", amount_text(leg.storage)},
                          {"value_loss", amount_text(leg.value_loss)}});
    return result;
}

} // namespace refusal::backend
