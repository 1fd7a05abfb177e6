#include "journal.hpp"

#include <nlohmann/json.hpp>

namespace refusal::client {

namespace {

// "After the last event_id" would lose an event whose transaction drew its number early and committed late.
// What the last snapshot did not see is exactly what is new.
constexpr auto unseen_events = R"(
    SELECT shop.code, event.refusal_id, event.event, event.to_state, event.version,
           (extract(epoch FROM event.recorded_at) * 1000)::bigint
    FROM refusal.event JOIN refusal.shop USING (shop_id)
    WHERE event.txid >= pg_snapshot_xmin($1::pg_snapshot)
      AND NOT pg_visible_in_snapshot(event.txid, $1::pg_snapshot)
      AND ($2::jsonb = '[]' OR $2::jsonb ? shop.code)
    ORDER BY event.event_id)";

std::string current_snapshot(pqxx::transaction_base &transaction) {
    return transaction.exec1("SELECT pg_current_snapshot()")[0].as<std::string>();
}

Change change_of(const pqxx::row &row) {
    Change change;
    change.shop = row[0].as<std::string>();
    change.refusal = row[1].as<long long>();
    change.event = row[2].as<std::string>();
    change.state = row[3].as<std::string>();
    change.version = row[4].as<int>();
    change.at = std::chrono::system_clock::time_point(std::chrono::milliseconds(row[5].as<long long>()));
    return change;
}

} // namespace

Journal::Journal(const std::vector<std::string> &shops) : shops_(nlohmann::json(shops).dump()) {}

void Journal::begin(pqxx::connection &connection) {
    if (snapshot_.empty()) {
        pqxx::nontransaction statement(connection);
        snapshot_ = current_snapshot(statement);
    }
}

std::vector<Change> Journal::read(pqxx::connection &connection) {
    // One snapshot for both statements: what it sees is read now, and the rest next time.
    pqxx::transaction<pqxx::repeatable_read, pqxx::read_only> transaction(connection);
    const auto next = current_snapshot(transaction);
    std::vector<Change> changes;
    for (const auto &row : transaction.exec_params(unseen_events, snapshot_, shops_)) {
        changes.push_back(change_of(row));
    }
    snapshot_ = next;
    return changes;
}

} // namespace refusal::client
