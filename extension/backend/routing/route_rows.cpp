#include "backend/routing/route_rows.hpp"

#include "backend/capture/amount.hpp"
#include "backend/server/arguments.hpp"
#include "backend/server/jsonb_tree.hpp"

namespace refusal::backend {

namespace {

// The attributes of refusal.leg, in order.
constexpr int leg_attributes = 12;

const std::string &code_of(const core::Network &network, std::int32_t facility_id) {
    return network.by_id(facility_id)->code;
}

Datum text_datum(const std::string &text) {
    return PointerGetDatum(cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
}

// Most amounts are nothing at all: those share one value.
Datum amount_datum(core::Money amount, Datum nothing) {
    return amount == 0 ? nothing : NumericGetDatum(int64_div_fast_to_numeric(amount, 2));
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

Value breakdown_value(const core::Plan &plan) {
    struct Part {
        std::string_view name;
        std::string amount;
    };
    const std::array parts{Part{"lanes", amount_text(plan.breakdown.lanes)},
                           Part{"handling", amount_text(plan.breakdown.handling)},
                           Part{"sorting", amount_text(plan.breakdown.sorting)},
                           Part{"storage", amount_text(plan.breakdown.storage)},
                           Part{"value_loss", amount_text(plan.breakdown.value_loss)}};
    return datum_value(backend_call([&parts] {
        std::array<JsonbPair, parts.size()> members;
        std::transform(parts.begin(), parts.end(), members.begin(), [](const Part &part) {
            return JsonbPair{string_node(part.name), string_node(part.amount), 0};
        });
        JsonbValue node = object_node(members.data(), static_cast<int>(members.size()));
        return JsonbPGetDatum(JsonbValueToJsonb(&node));
    }));
}

Value legs_value(const core::Network &network, const core::Plan &plan) {
    // The planner counts on for some hours after PostgreSQL's calendar has ended.
    if (!IS_VALID_TIMESTAMP(plan.arrives_at))
        throw core::Error("22003", "the plan arrives after the last time that a timestamp can hold");
    return datum_value(backend_call([&network, &plan] {
        const Oid type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("leg"),
                                         ObjectIdGetDatum(get_namespace_oid("refusal", false)));
        TupleDesc descriptor = lookup_rowtype_tupdesc(type, -1);
        if (descriptor->natts != leg_attributes)
            elog(ERROR, "type refusal.leg has %d attributes instead of %d", descriptor->natts, leg_attributes);
        const Datum nothing = NumericGetDatum(int64_div_fast_to_numeric(0, 2));
        auto *legs = static_cast<Datum *>(palloc(sizeof(Datum) * plan.legs.size()));
        int count = 0;
        for (const core::Leg &leg : plan.legs) {
            std::array<Datum, leg_attributes> values{Int32GetDatum(leg.lane_id),
                                                     text_datum(code_of(network, leg.from)),
                                                     text_datum(code_of(network, leg.to)),
                                                     TimestampTzGetDatum(leg.departs_at),
                                                     TimestampTzGetDatum(leg.arrives_at),
                                                     TimestampTzGetDatum(leg.ready_at),
                                                     BoolGetDatum(leg.sorted),
                                                     amount_datum(leg.lane, nothing),
                                                     amount_datum(leg.handling, nothing),
                                                     amount_datum(leg.sorting, nothing),
                                                     amount_datum(leg.storage, nothing),
                                                     amount_datum(leg.value_loss, nothing)};
            std::array<bool, leg_attributes> nulls{};
            legs[count++] = HeapTupleGetDatum(heap_form_tuple(descriptor, values.data(), nulls.data()));
        }
        ReleaseTupleDesc(descriptor);
        return PointerGetDatum(construct_array(legs, count, type, -1, false, TYPALIGN_DOUBLE));
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
