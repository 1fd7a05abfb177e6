#include "backend/capture/given_capture.hpp"

#include "backend/server/arguments.hpp"
#include "backend/transition/request.hpp"

namespace refusal::backend {

namespace {

using nlohmann::json;

constexpr std::array<const char *, 10> argument_names{"shop",        "parcel",   "reason",  "request_id",
                                                      "occurred_at", "facility", "courier", "lines",
                                                      "proof",       "carrier"};

std::string quoted(const std::string &text) {
    const auto is_plain = [](char letter) {
        return letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\';
    };
    return std::ranges::all_of(text, is_plain) ? '"' + text + '"' : json(text).dump();
}

std::string payload_text(const json &payload) {
    std::string text;
    for (const auto &[key, member] : payload.items()) {
        text += text.empty() ? "{\"" : ",\"";
        text += key;
        text += "\":";
        text += member.is_string() ? quoted(member.get_ref<const std::string &>()) : member.dump();
    }
    return text + '}'; // a capture has a reason
}

// The call as an object of JSON with its members in order, as every other call is digested.
std::string call_text(const Capture &capture) {
    std::string text = R"({"call":"record",)";
    if (capture.occurred_at)
        text += "\"occurred_at\":" + std::to_string(*capture.occurred_at) + ',';
    text += "\"parcel\":" + quoted(capture.parcel) + ",\"payload\":" + payload_text(capture.payload);
    return text + ",\"shop\":" + quoted(capture.shop) + '}';
}

void tell(Capture &capture, const char *key, json given) {
    if (!given.is_null())
        capture.payload[key] = std::move(given);
}

void finish_reading(Capture &capture) {
    capture.digest = digest_of_text(capture.request_id, call_text(capture));
}

} // namespace

void read_capture(Capture &capture, const JsonbObject &object) {
    object.check_members(argument_names, "captures");
    capture.shop = object.text("shop", true);
    capture.parcel = object.text("parcel", true);
    capture.payload["reason"] = object.text("reason", true);
    for (const char *key : {"facility", "courier", "carrier"})
        if (std::string text = object.text(key, false); !text.empty())
            capture.payload[key] = std::move(text);
    for (const char *key : {"lines", "proof"})
        tell(capture, key, object.json(key));
    const std::optional<Uuid> request_id = parse_uuid(object.text("request_id", true));
    if (!request_id)
        malformed("\"request_id\" must be a uuid");
    capture.request_id = *request_id;
    capture.occurred_at = parse_time(object.json("occurred_at"), "occurred_at");
    if (capture.occurred_at)
        check_occurred_at(*capture.occurred_at);
    finish_reading(capture);
}

Capture capture_argument(FunctionCallInfo fcinfo) {
    const auto name = [](int index) { return argument_names.at(static_cast<std::size_t>(index)); };
    Capture capture;
    capture.shop = required_text(fcinfo, 0, name(0));
    capture.parcel = required_text(fcinfo, 1, name(1));
    capture.payload["reason"] = required_text(fcinfo, 2, name(2));
    for (const int index : {5, 6, 9})
        if (auto text = optional_text(fcinfo, index, name(index)))
            capture.payload[name(index)] = std::move(*text);
    for (const int index : {7, 8})
        tell(capture, name(index), optional_json(fcinfo, index));
    const std::optional<Uuid> request_id = optional_uuid(fcinfo, 3);
    if (!request_id)
        malformed("argument \"request_id\" must not be null");
    capture.request_id = *request_id;
    capture.occurred_at = optional_occurred_at(fcinfo, 4);
    finish_reading(capture);
    return capture;
}

} // namespace refusal::backend
