#pragma once

#include "event.hpp"

#include <pqxx/pqxx>

#include <string>
#include <vector>

namespace refusal::client {

// The query that turns rows of refusal.feed_event, as `feed` returns them, into rows for events_of(). $1 is
// the attribute `source`; what `feed` needs comes after it.
std::string envelope_query(const std::string &feed);

std::vector<Event> events_of(const pqxx::result &rows);

} // namespace refusal::client
