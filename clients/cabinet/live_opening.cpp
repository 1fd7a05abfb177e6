#include "cabinet/live_opening.hpp"

#include "cabinet/visit.hpp"

namespace refusal::client::cabinet {

namespace {

std::string last_position(const Request &request) {
    if (!request.last_event_id.empty()) {
        return request.last_event_id;
    }
    const auto asked = request.query.find("last_event_id");
    return asked == request.query.end() ? std::string() : asked->second;
}

// In the one form that sorts as the feed does. Errors: RF010, 22P02.
std::string checked(pqxx::connection &connection, const std::string &shop, const std::string &position) {
    pqxx::read_transaction transaction(connection);
    transaction.exec_params("SELECT refusal.act_for($1)", shop);
    const auto text =
        transaction.exec_params1("SELECT $1::refusal.feed_position::text", position)[0].as<std::string>();
    transaction.exec_params("SELECT FROM refusal.read_feed($1::refusal.feed_position, 1)", text);
    return text;
}

} // namespace

std::optional<LiveStart> live_start(pqxx::connection &connection, const Request &request) {
    const auto session = session_of(connection, request.token);
    if (!session) {
        return std::nullopt;
    }
    LiveStart start;
    start.shop = session->shop;
    start.token = request.token;
    {
        pqxx::nontransaction statement(connection);
        start.end = newest_position(statement);
    }
    start.position = start.end;
    const auto asked = last_position(request);
    if (!asked.empty()) {
        try {
            start.position = checked(connection, session->shop, asked);
            start.behind = true;
        } catch (const pqxx::sql_error &error) {
            if (error.sqlstate() != "RF010" || !request.takes_events) {
                throw;
            }
            start.reset = true;
        }
    }
    return start;
}

} // namespace refusal::client::cabinet
