#include "backend/intake/intake.hpp"
#include "backend/server/arguments.hpp"
#include "backend/transition/fire.hpp"

#include "backend/transition/apply.hpp"

// receive(), grade(), repack() and place(): their arguments as an event's payload.
namespace refusal::backend {

namespace {

using nlohmann::json;

constexpr auto fulfilment = static_cast<core::ActorMask>(core::actor_bit(core::Actor::fulfilment));

template <typename T> void put(json &payload, const char *key, const std::optional<T> &given) {
    if (given)
        payload[key] = *given;
}

std::optional<std::int32_t> quantity_argument(FunctionCallInfo fcinfo, int index) {
    const std::optional<std::int32_t> quantity = optional_int32(fcinfo, index);
    if (quantity && *quantity <= 0)
        malformed("\"quantity\" must be positive");
    return quantity;
}

Datum fire_as_fulfilment(FunctionCallInfo fcinfo, const std::string &event, json payload, int request_index) {
    const std::int64_t refusal_id = required_int64(fcinfo, 0, "refusal_id");
    const SpiSession session;
    const json call = {{"call", event}, {"payload", payload}};
    EventRequest request;
    request.event = event;
    request.payload = std::move(payload);
    request.preferred = fulfilment;
    request.request_id = optional_uuid(fcinfo, request_index);
    return row_datum(fire(refusal_id, std::move(request), std::nullopt, call), session.outer());
}

} // namespace

REFUSAL_FUNCTION(refusal_receive) {
    const std::int64_t refusal_id = required_int64(fcinfo, 0, "refusal_id");
    json payload = json::object();
    const json lines = optional_json(fcinfo, 1);
    if (!lines.is_null())
        payload["lines"] = lines;
    put(payload, "facility", optional_text(fcinfo, 2, "facility"));
    const SpiSession session;
    const json call = {{"call", "receive"}, {"payload", payload}};
    const Row row = fire(refusal_id, std::nullopt, optional_uuid(fcinfo, 3), call, [&](const Row &locked) {
        EventRequest request;
        Change seen(locked, {}, nullptr);
        request.event = completes(seen, lines) ? "receive" : "receive_part";
        request.payload = payload;
        // Who counts is at the destination, unless they say otherwise.
        if (!payload.contains("facility") && locked.text(Col::state) != "partially_received")
            if (const std::string code = destination_code(locked); !code.empty())
                request.payload["facility"] = code;
        request.preferred = fulfilment;
        return request;
    });
    return row_datum(row, session.outer());
}

REFUSAL_FUNCTION(refusal_grade) {
    const std::int64_t refusal_id = required_int64(fcinfo, 0, "refusal_id");
    json payload = {{"line_no", required_int32(fcinfo, 1, "line_no")},
                    {"grade", required_text(fcinfo, 2, "grade")},
                    {"disposition", required_text(fcinfo, 3, "disposition")}};
    put(payload, "quantity", quantity_argument(fcinfo, 4));
    {
        // The first line that is graded opens the inspection.
        const SpiSession session;
        if (lock_refusal(refusal_id).text(Col::state) == "received") {
            EventRequest inspect;
            inspect.event = "inspect";
            inspect.preferred = fulfilment;
            fire(refusal_id, std::move(inspect), std::nullopt, {});
        }
    }
    return fire_as_fulfilment(fcinfo, "grade", std::move(payload), 5);
}

REFUSAL_FUNCTION(refusal_repack) {
    json payload = {{"line_no", required_int32(fcinfo, 1, "line_no")}};
    put(payload, "quantity", quantity_argument(fcinfo, 2));
    return fire_as_fulfilment(fcinfo, "repack", std::move(payload), 3);
}

REFUSAL_FUNCTION(refusal_place) {
    json payload = {{"line_no", required_int32(fcinfo, 1, "line_no")}};
    put(payload, "location", optional_text(fcinfo, 2, "location"));
    put(payload, "quantity", quantity_argument(fcinfo, 3));
    put(payload, "document", optional_text(fcinfo, 4, "document"));
    put(payload, "parcel", optional_text(fcinfo, 5, "parcel"));
    return fire_as_fulfilment(fcinfo, "place", std::move(payload), 6);
}

} // namespace refusal::backend
