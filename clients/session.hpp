#pragma once

#include <pqxx/pqxx>

#include <string>

namespace refusal::client {

// Before the first connection. libpq waits for ever to connect unless told otherwise; a name lets an
// administrator tell who is connected.
void name_sessions(const char *name);

// Whatever the role or the database sets: a tick needs READ COMMITTED, and times are told in UTC.
void set_up(pqxx::connection &connection);

// Where no relay does, we do.
void tick(pqxx::connection &connection);

// libpq explains at length, and ends with a new line.
std::string first_line(const std::string &text);

} // namespace refusal::client
