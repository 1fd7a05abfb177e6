#include "listen/follower.hpp"

#include "cloud_event.hpp"

#include <algorithm>

namespace refusal::client {

Follower::Follower(std::string start_at, std::string shop, std::string source)
    : shop_(std::move(shop)), source_(std::move(source)), from_now_(start_at == "latest") {
    if (!from_now_ && start_at != "earliest") {
        position_ = std::move(start_at);
    }
}

void Follower::begin(pqxx::connection &connection) {
    pqxx::nontransaction statement(connection);
    end_ = statement.exec1("SELECT refusal_internal.newest_position()")[0].c_str();
    if (from_now_) {
        position_ = end_;
        from_now_ = false;
    }
}

std::vector<Event> Follower::read(pqxx::connection &connection, int most) {
    static const auto query =
        envelope_query("refusal.read_feed(nullif($2, '')::refusal.feed_position, $3::integer, "
                       "nullif($4, ''))");
    // Planning it takes longer than running it. Said again, it is not done again.
    connection.prepare("read", query);
    pqxx::nontransaction statement(connection);
    auto events = events_of(statement.exec_prepared("read", source_, position_, most, shop_));
    if (events.empty()) {
        // The text of a position sorts as the feed does. A shop may be quiet for long: what was found to hold
        // nothing of it need not be read again. Only the database's word counts, not a notification's, which
        // anyone can send.
        position_ = std::max(position_, end_);
    }
    return events;
}

void Follower::pass(const Event &event) {
    position_ = event.position;
}

void Follower::set_aside(pqxx::connection & /*connection*/, const Event &event, const std::string &why) {
    throw CommandFailed("the command failed at the event at " + event.position + ": " + why);
}

std::string Follower::resume_hint() const {
    return "go on with --start-at " + (position_.empty() ? "earliest" : position_);
}

} // namespace refusal::client
