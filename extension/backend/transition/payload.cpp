#include "backend/server/arguments.hpp"
#include "backend/transition/change.hpp"

// Which keys an event's payload may hold. What is not listed is refused: a free key is where personal data would hide.
namespace refusal::backend {

namespace {

// Few: they are looked through.
struct Keys : std::vector<std::string_view> {
    using vector::vector;
    [[nodiscard]] bool contains(std::string_view key) const {
        return std::find(begin(), end(), key) != end();
    }
};

const Keys &common_keys() {
    static const Keys keys{"facility", "occurred_at"};
    return keys;
}

const Keys &keys_of_guard(core::Guard guard) {
    static const std::map<core::Guard, Keys> keys{
        {core::Guard::reason_given, {"reason"}},
        {core::Guard::document_given, {"document"}},
        {core::Guard::date_given, {"date", "from", "until"}},
        {core::Guard::address_given, {"address", "contact", "depot", "region"}},
        {core::Guard::leg_matches, {"lane"}},
        {core::Guard::lines_refused, {"lines", "reason", "carrier", "proof", "courier"}},
        {core::Guard::route_exists, {"destination", "destinations"}},
        {core::Guard::line_known, {"line_no", "quantity"}},
        {core::Guard::line_graded, {"line_no", "quantity"}},
        {core::Guard::storage_available, {"until"}},
    };
    static const Keys none;
    const auto found = keys.find(guard);
    return found == keys.end() ? none : found->second;
}

const Keys &keys_of_event(const std::string &event) {
    static const Keys decision{"action"};
    static const std::map<std::string, Keys, std::less<>> keys{
        {"depart", {"manifest"}},
        {"grade", {"grade", "disposition"}},
        {"place", {"location", "document", "parcel"}},
        {"receive", {"lines"}},
        {"receive_part", {"lines"}},
        {"sight", {"direction", "lane"}},
        {"report_missing", {"reason"}},
        {"ask_shop", {"action", "reason"}},
        {"plan_return", decision},
        {"plan_redelivery", {"action", "date", "from", "until"}},
        {"hold", decision},
        {"extend_hold", decision},
        {"write_off", decision},
        {"deliver", {"document"}},
        {"retract", {"reason"}},
        {"override", {"action", "destination", "cost_difference"}},
        {"money", {"money_state", "document"}},
        {"accept_return", {"document"}},
        {"find", {"reason"}},
    };
    static const Keys none;
    const auto found = keys.find(event);
    return found == keys.end() ? none : found->second;
}

// What pg_refusal itself adds when it decides.
const Keys &system_keys() {
    static const Keys keys{"action",      "rule",         "scenario", "facts",    "destinations", "notify",
                           "blocked_by",  "default_of",   "document", "reason",   "destination",
                           "costs"};
    return keys;
}

} // namespace

void check_payload(const Change &change) {
    const nlohmann::json &payload = change.request.payload;
    if (!payload.is_object())
        malformed("\"payload\" must be a JSON object");
    const core::Guard guard = change.transition != nullptr ? change.transition->guard : core::Guard::none;
    const Keys &of_guard = keys_of_guard(guard);
    const Keys &of_event = keys_of_event(change.request.event);
    for (const auto &[key, item] : payload.items()) {
        const bool known = common_keys().contains(key) || of_guard.contains(key) || of_event.contains(key) ||
                           (change.request.by_system && system_keys().contains(key));
        if (!known) {
            std::set<std::string_view> keys;
            for (const Keys *several : {&common_keys(), &of_guard, &of_event})
                keys.insert(several->begin(), several->end());
            std::string list;
            for (const std::string_view name : keys)
                list.append(list.empty() ? "" : ", ").append(name);
            malformed("payload key \"" + key.substr(0, longest_text) + "\" is not known for event \"" +
                          change.request.event + "\"",
                      "Known keys: " + list + ".");
        }
        if (key == "manifest" && !item.is_number_integer())
            malformed("payload key \"manifest\" must be an integer");
        if (item.is_string() && key != "occurred_at")
            check_text(item.get_ref<const std::string &>(), key.c_str());
    }
}

} // namespace refusal::backend
