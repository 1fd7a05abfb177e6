#include "backend/transition/facts_json.hpp"

#include "backend/capture/amount.hpp"

namespace refusal::backend {

namespace {

constexpr std::size_t most_facts = 12;

// Plain data, as all that is made inside a backend_call.
struct Members {
    JsonbPair *members;
    int count;

    void put(const char *key, const JsonbValue &node) { members[count++] = {string_node(key), node, 0}; }
    void put(const char *key, std::string_view text) { put(key, string_node(text)); }
    void put(const char *key, std::int64_t number) { put(key, integer_node(number)); }
    void put(const char *key, const std::optional<std::string> &text) {
        if (text)
            put(key, std::string_view(*text));
    }
};

std::optional<std::string> take(const nlohmann::json &json, const char *key) {
    const auto found = json.find(key);
    return found == json.end() ? std::nullopt : std::optional(found->get<std::string>());
}

} // namespace

JsonbValue node_of(const core::Facts &facts, const std::string &value) {
    Members all{static_cast<JsonbPair *>(palloc(sizeof(JsonbPair) * most_facts)), 0};
    all.put("outcome", core::outcome_name(facts.outcome));
    all.put("payment", core::payment_name(facts.payment));
    all.put("value", std::string_view(value));
    all.put("weight", facts.weight);
    all.put("attempt", facts.attempt);
    all.put("weekday", std::int64_t{facts.weekday});
    all.put("reason", facts.reason);
    all.put("category", facts.category);
    all.put("region", facts.region);
    all.put("supplier", facts.supplier);
    all.put("facility", facts.facility);
    all.put("courier", facts.courier);
    return object_node(all.members, all.count);
}

core::Facts facts_from_json(const nlohmann::json &json) {
    core::Facts facts;
    facts.outcome = core::find_outcome(json.at("outcome").get<std::string>()).value();
    facts.payment = core::find_payment(json.at("payment").get<std::string>()).value();
    facts.value = parse_amount(json.at("value").get<std::string>()).value();
    facts.weight = json.at("weight").get<std::int64_t>();
    facts.attempt = json.at("attempt").get<std::int64_t>();
    facts.weekday = json.at("weekday").get<int>();
    facts.reason = take(json, "reason");
    facts.category = take(json, "category");
    facts.region = take(json, "region");
    facts.supplier = take(json, "supplier");
    facts.facility = take(json, "facility");
    facts.courier = take(json, "courier");
    return facts;
}

} // namespace refusal::backend
