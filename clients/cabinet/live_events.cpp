#include "cabinet/live_events.hpp"

#include <algorithm>

namespace refusal::client::cabinet {

std::string newest_position(pqxx::transaction_base &transaction) {
    return transaction.exec1("SELECT refusal_internal.newest_position()")[0].c_str();
}

LiveEvents read_live(pqxx::connection &connection, const std::string &shop, const std::string &after) {
    pqxx::work transaction(connection);
    transaction.exec_params("SELECT refusal.act_for($1)", shop);
    LiveEvents read;
    // Before the events are read: none up to there can come later.
    read.upto = std::max(after, newest_position(transaction));
    const auto rows =
        transaction.exec_params("SELECT pos, event FROM refusal.cabinet_live($1::refusal.feed_position, $2)",
                                after, most_live_events);
    transaction.commit();
    for (const auto &row : rows) {
        read.events.emplace_back(row[0].c_str(), row[1].c_str());
    }
    read.more = read.events.size() == most_live_events;
    if (!read.events.empty()) {
        const auto &last = read.events.back().first;
        read.upto = read.more ? last : std::max(read.upto, last);
    }
    return read;
}

SharedText message_of(const LiveEvents &read) {
    std::string text = "id: " + read.upto + "\nevent: refusal\ndata: [";
    const char *separator = "";
    for (const auto &[position, event] : read.events) {
        text += separator + event;
        separator = ",";
    }
    text += "]\n\n";
    return std::make_shared<const std::string>(std::move(text));
}

SharedText ping(const std::string &position) {
    return std::make_shared<const std::string>(": ping\nid: " + position + "\n\n");
}

SharedText reset_to(const std::string &position) {
    return std::make_shared<const std::string>("id: " + position + "\nevent: reset\ndata: {\"resume\":\"" +
                                               position + "\"}\n\n");
}

} // namespace refusal::client::cabinet
