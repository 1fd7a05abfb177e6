#pragma once

#include "backoff.hpp"

#include <pqxx/pqxx>

namespace refusal::client {

// Would the same be worth trying again on a new connection?
bool may_pass(const pqxx::sql_error &error);

// Between attempts to connect.
Backoff reconnect_backoff();

} // namespace refusal::client
