#pragma once

#include "backoff.hpp"

#include <pqxx/pqxx>

namespace refusal::client {

// Would the same be worth trying again on a new connection?
bool may_pass(const pqxx::sql_error &error);

// Or has it to be a new connection? Else only this statement failed.
bool ends_session(const pqxx::sql_error &error);

// Within a catch: throws it on, unless the same statement may be tried again on this connection.
void check_is_passing(const pqxx::sql_error &error);

// Between attempts to connect.
Backoff reconnect_backoff();

} // namespace refusal::client
