#pragma once

#include "cabinet/answer.hpp"

#include <pqxx/pqxx>

#include <string>
#include <utility>
#include <vector>

namespace refusal::client::cabinet {

// Some of a shop's events, in the order of the feed.
struct LiveEvents {
    std::vector<std::pair<std::string, std::string>> events; // position, JSON
    std::string upto;                                        // nothing of the shop is missing up to there
    bool more = false;                                       // there may be more already
};

constexpr int most_live_events = 500;

// The end of the feed as it is now.
std::string newest_position(pqxx::transaction_base &transaction);

// Acts for the shop, in a transaction of its own. Errors: RF010 where the position is not known any more.
LiveEvents read_live(pqxx::connection &connection, const std::string &shop, const std::string &after);

// As the browser gets them: one message of the stream, with the position up to which it then has everything.
SharedText message_of(const LiveEvents &read);
// The position moves on, where there is nothing to tell.
SharedText ping(const std::string &position);
// What the browser has may be out of date; it goes on from here.
SharedText reset_to(const std::string &position);

} // namespace refusal::client::cabinet
