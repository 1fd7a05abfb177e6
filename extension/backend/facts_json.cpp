#include "backend/facts_json.hpp"

#include "backend/amount.hpp"

namespace refusal::backend {

namespace {

void put(nlohmann::json &json, const char *key, const std::optional<std::string> &text) {
    if (text)
        json[key] = *text;
}

std::optional<std::string> take(const nlohmann::json &json, const char *key) {
    const auto found = json.find(key);
    return found == json.end() ? std::nullopt : std::optional(found->get<std::string>());
}

} // namespace

nlohmann::json to_json(const core::Facts &facts) {
    nlohmann::json json = nlohmann::json::object();
    json["outcome"] = core::outcome_name(facts.outcome);
    json["payment"] = core::payment_name(facts.payment);
    json["value"] = amount_text(facts.value);
    json["weight"] = facts.weight;
    json["attempt"] = facts.attempt;
    json["weekday"] = facts.weekday;
    put(json, "reason", facts.reason);
    put(json, "category", facts.category);
    put(json, "region", facts.region);
    put(json, "supplier", facts.supplier);
    put(json, "facility", facts.facility);
    put(json, "courier", facts.courier);
    return json;
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
