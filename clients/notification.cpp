#include "notification.hpp"

#include <nlohmann/json.hpp>

namespace refusal::client {

std::optional<std::vector<Change>> changes_of(const std::string &payload, const std::string &shop) {
    // Channels have no access control: whoever knows the name may send anything.
    try {
        const auto message = nlohmann::json::parse(payload);
        if (message.at("v") != 1) {
            return std::nullopt;
        }
        std::vector<Change> changes;
        for (const auto &event : message.at("events")) {
            Change change;
            change.at = std::chrono::system_clock::now();
            change.shop = shop;
            change.refusal = event.at("refusal").get<long long>();
            change.event = event.at("event").get<std::string>();
            change.state = event.at("state").get<std::string>();
            change.version = event.at("version").get<int>();
            changes.push_back(std::move(change));
        }
        return changes;
    } catch (const nlohmann::json::exception &) {
        return std::nullopt;
    }
}

} // namespace refusal::client
