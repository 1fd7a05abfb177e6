#pragma once

#include "event.hpp"

#include <pqxx/pqxx>

#include <string>
#include <vector>

namespace refusal::client {

// A place in the feed, and how it is kept. It outlives connections.
class FeedReader {
public:
    virtual ~FeedReader() = default;
    // Before the events that are there now are read: for the first time, or in a while.
    virtual void begin(pqxx::connection &connection) = 0;
    // The next events, in the order of the feed; none: it is read to its end.
    virtual std::vector<Event> read(pqxx::connection &connection, int most) = 0;
    // This one has been handed on. It may be settled later, with others.
    virtual void pass(const Event &event) = 0;
    // What was read up to there has been handed on.
    virtual void settle(pqxx::connection &connection, const Event &last) = 0;
    // It could not be handed on. Throws where the others cannot go on without it.
    virtual void set_aside(pqxx::connection &connection, const Event &event, const std::string &why) = 0;
    // For whoever wants to go on later: the arguments with which nothing is missed.
    virtual std::string resume_hint() const = 0;
};

} // namespace refusal::client
