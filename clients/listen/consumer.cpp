#include "listen/consumer.hpp"

#include "cloud_event.hpp"

#include <iostream>

namespace refusal::client {

Consumer::Consumer(std::string name, int slot, std::string source)
    : name_(std::move(name)), slot_(slot), source_(std::move(source)) {}

void Consumer::begin(pqxx::connection & /*connection*/) {}

std::vector<Event> Consumer::read(pqxx::connection &connection, int most) {
    static const auto query = envelope_query("refusal.poll($2, $3::integer, $4::integer)");
    connection.prepare("poll", query);
    pqxx::nontransaction statement(connection);
    return events_of(statement.exec_prepared("poll", source_, name_, most, slot_));
}

// Another worker has the slot by now: what we did not settle in time is that one's, and we poll like any
// other.
template <typename... Values>
void Consumer::report(pqxx::connection &connection, const char *call, const Values &...values) const {
    try {
        pqxx::nontransaction statement(connection);
        statement.exec_params(call, name_, slot_, values...);
    } catch (const pqxx::sql_error &error) {
        if (error.sqlstate() != "RF003") {
            throw;
        }
        std::cerr << "the lease of slot " << slot_ << " was lost: its events are handed out anew"
                  << std::endl;
    }
}

void Consumer::settle(pqxx::connection &connection, const Event &last) {
    report(connection, "SELECT refusal.ack($1, $3::refusal.feed_position, $2::integer, $4::bigint)",
           last.position, last.fence);
}

void Consumer::set_aside(pqxx::connection &connection, const Event &event, const std::string &why) {
    std::cerr << "refusal " << event.refusal << ", " << event.name << ": " << why << std::endl;
    report(connection,
           "SELECT refusal.nack($1, $3::refusal.feed_position, $4, slot => $2::integer, fence => $5::bigint)",
           event.position, why, event.fence);
}

std::string Consumer::resume_hint() const {
    return "go on with --consumer " + name_ + (slot_ == 0 ? "" : " --slot " + std::to_string(slot_));
}

} // namespace refusal::client
