#pragma once

#include "cabinet/live_pages.hpp"
#include "cabinet/request.hpp"

#include <pqxx/pqxx>

#include <optional>

namespace refusal::client::cabinet {

// Where a page that asks for events is to begin: after the position that it had last, or now. Nothing: nobody
// is signed in. Errors: 22P02 for what is no position; RF010 for one that is not known any more, of a client
// that does not take a stream of events and so would not understand a reset.
std::optional<LiveStart> live_start(pqxx::connection &connection, const Request &request);

} // namespace refusal::client::cabinet
