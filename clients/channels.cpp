#include "channels.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace refusal::client {

namespace {

constexpr auto operators_channel = "refusal";

std::vector<std::string> names(pqxx::connection &connection, const std::string &shop, bool operators) {
    if (operators) {
        return {operators_channel};
    }
    pqxx::nontransaction statement(connection);
    if (!shop.empty()) {
        return {statement.exec_params1("SELECT refusal.channel($1)", shop)[0].as<std::string>()};
    }
    std::vector<std::string> channels;
    for (const auto &row : statement.exec("SELECT channel FROM refusal.shop ORDER BY shop_id")) {
        channels.push_back(row[0].as<std::string>());
    }
    if (channels.empty()) {
        throw NothingToHear("the role \"" + std::string(connection.username()) + "\" sees no shop");
    }
    return channels;
}

// A tick says how far the feed has come, a writer only that there is something.
Hint hint_of(const std::string &payload) {
    const auto message = nlohmann::json::parse(payload, nullptr, false);
    return message.is_object() && message.contains("to") ? Hint::read : Hint::look;
}

} // namespace

void Channel::operator()(const std::string &payload, int /*backend*/) {
    heard_ = std::max(heard_, hint_of(payload));
}

Hint Channel::take() {
    return std::exchange(heard_, Hint::none);
}

Channels::Channels(pqxx::connection &connection, const std::string &shop, bool operators)
    : connection_(connection) {
    for (const auto &name : names(connection, shop, operators)) {
        channels_.push_back(std::make_unique<Channel>(connection, name));
    }
}

Hint Channels::hints() {
    connection_.get_notifs();
    auto heard = Hint::none;
    for (const auto &channel : channels_) {
        heard = std::max(heard, channel->take());
    }
    return heard;
}

} // namespace refusal::client
