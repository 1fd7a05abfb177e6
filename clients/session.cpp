#include "session.hpp"

#include <cstdlib>

namespace refusal::client {

void name_sessions(const char *name) {
    setenv("PGCONNECT_TIMEOUT", "10", 0);
    setenv("PGAPPNAME", name, 0);
}

void set_up(pqxx::connection &connection) {
    pqxx::nontransaction statement(connection);
    statement.exec(
        "SELECT set_config('default_transaction_isolation', 'read committed', false), "
        "set_config('default_transaction_read_only', 'off', false), set_config('TimeZone', 'UTC', false)");
}

void tick(pqxx::connection &connection) {
    pqxx::nontransaction statement(connection);
    const auto relay =
        statement.exec1("SELECT coalesce(refusal_internal.relay_heartbeat() > clock_timestamp() - "
                        "interval '3 seconds', false)");
    if (!relay[0].as<bool>()) {
        statement.exec0("CALL refusal.tick()");
    }
}

std::string first_line(const std::string &text) {
    return text.substr(0, text.find('\n'));
}

} // namespace refusal::client
