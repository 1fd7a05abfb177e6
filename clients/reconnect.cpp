#include "reconnect.hpp"

namespace refusal::client {

bool may_pass(const pqxx::sql_error &error) {
    // Conflicts, resources, an operator's word, and a standby that is not yet promoted.
    const auto state = error.sqlstate();
    const auto kind = state.substr(0, 2);
    return kind == "08" || kind == "40" || kind == "53" || kind == "57" || state == "55P03" ||
           state == "25006";
}

bool ends_session(const pqxx::sql_error &error) {
    const auto state = error.sqlstate();
    const auto kind = state.substr(0, 2);
    return may_pass(error) && kind != "40" && kind != "53" && state != "55P03" && state != "57014";
}

void check_is_passing(const pqxx::sql_error &error) {
    if (ends_session(error) || !may_pass(error)) {
        throw;
    }
}

Backoff reconnect_backoff() {
    return {std::chrono::milliseconds(200), std::chrono::seconds(15)};
}

} // namespace refusal::client
