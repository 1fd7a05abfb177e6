#include "backend/capture/proof.hpp"

#include "backend/server/arguments.hpp"
#include "core/geo.hpp"

namespace refusal::backend {

namespace {

bool is_sha256(const nlohmann::json &value) {
    if (!value.is_string())
        return false;
    const auto text = value.get<std::string>();
    return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

void check_coordinate(const nlohmann::json &item, const char *name, double limit) {
    const auto found = item.find(name);
    if (found == item.end() || found->is_null())
        return;
    if (!found->is_number() || !(std::abs(found->get<double>()) <= limit))
        malformed("\"" + std::string(name) + "\" of a proof must be a number of degrees");
}

bool near_enough(const nlohmann::json &item, const Parcel &parcel, double limit) {
    if (!parcel.latitude || !parcel.longitude)
        return true; // nothing to compare with
    const auto latitude = item.find("latitude");
    const auto longitude = item.find("longitude");
    if (latitude == item.end() || longitude == item.end() || !latitude->is_number() || !longitude->is_number())
        return false;
    return core::distance_m(latitude->get<double>(), longitude->get<double>(), *parcel.latitude,
                            *parcel.longitude) <= limit;
}

bool recent_enough(const nlohmann::json &item, TimestampTz occurred_at, double minutes) {
    const auto taken = item.find("taken_at");
    if (taken == item.end())
        return false;
    const std::optional<TimestampTz> at = parse_time(*taken, "taken_at");
    return at && std::abs(static_cast<double>(*at - occurred_at)) <= minutes * USECS_PER_MINUTE;
}

// The payload that brought the refusal to the door's side of the machine.
nlohmann::json refusal_payload(Change &change) {
    const std::string last = change.row.text(Col::last_event);
    if (last == "capture" || last == "refuse_again")
        return change.row.json(Col::last_payload);
    static Statement newest("SELECT payload FROM refusal.event WHERE refusal_id = $1 "
                            "AND event IN ('capture', 'refuse_again') ORDER BY version DESC LIMIT 1",
                            {INT8OID});
    const AsOwner owner;
    const Rows rows = newest.run({value(change.refusal_id())});
    return rows.empty() ? nlohmann::json::object() : rows.json(0, 1);
}

} // namespace

void check_proof(const nlohmann::json &proof) {
    if (!proof.is_array() || proof.size() > 100)
        malformed("\"proof\" must be an array of at most 100 objects");
    static const std::set<std::string, std::less<>> keys{"kind", "sha256", "uri", "latitude", "longitude", "taken_at"};
    for (const nlohmann::json &item : proof) {
        if (!item.is_object() || !item.contains("kind") || !item.at("kind").is_string())
            malformed("each element of \"proof\" must be an object with a \"kind\"");
        for (const auto &[key, value] : item.items()) {
            if (!keys.contains(key))
                malformed("\"proof\" has an unknown key \"" + key.substr(0, longest_text) + "\"");
            if (value.is_string())
                check_text(value.get<std::string>(), key.c_str());
        }
        if (item.contains("sha256") && !item.at("sha256").is_null() && !is_sha256(item.at("sha256")))
            malformed("\"sha256\" of a proof must be 64 hexadecimal digits");
        check_coordinate(item, "latitude", 90);
        check_coordinate(item, "longitude", 180);
        if (item.contains("taken_at"))
            parse_time(item.at("taken_at"), "taken_at");
    }
}

bool proof_is_missing(Change &change) {
    const nlohmann::json &policy = change.shop().proof_policy;
    if (policy.is_null() || change.row.boolean(Col::proof_accepted))
        return false;
    const nlohmann::json payload = refusal_payload(change);
    const nlohmann::json proof = payload.value("proof", nlohmann::json::array());
    // Every kind that the policy names must be there once, taken near the recipient and about when it happened.
    for (const nlohmann::json &kind : policy.value("kinds", nlohmann::json::array())) {
        const bool met = std::any_of(proof.begin(), proof.end(), [&](const nlohmann::json &item) {
            if (item.value("kind", "") != kind || !item.contains("sha256") || !is_sha256(item.at("sha256")))
                return false;
            const auto distance = policy.find("max_distance_m");
            const auto age = policy.find("max_age_minutes");
            return (distance == policy.end() || near_enough(item, change.parcel(), distance->get<double>())) &&
                   (age == policy.end() ||
                    recent_enough(item, change.row.time(Col::occurred_at), age->get<double>()));
        });
        if (!met)
            return true;
    }
    return false;
}

} // namespace refusal::backend
