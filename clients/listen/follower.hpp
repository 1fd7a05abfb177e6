#pragma once

#include "failure.hpp"
#include "listen/exit_code.hpp"
#include "listen/feed_reader.hpp"

namespace refusal::client {

// An event could not be handed on, and there is no consumer in which to set it aside.
struct CommandFailed : Failure {
    explicit CommandFailed(const std::string &what) : Failure(command_failed, what) {}
};

// Keeps its place itself, and the database nothing of it.
class Follower : public FeedReader {
public:
    // start_at: "latest", "earliest" or a position. shop: empty for all that the role sees.
    Follower(std::string start_at, std::string shop, std::string source);
    void begin(pqxx::connection &connection) override;
    std::vector<Event> read(pqxx::connection &connection, int most) override;
    void pass(const Event &event) override;
    void settle(pqxx::connection & /*connection*/, const Event & /*last*/) override {}
    void set_aside(pqxx::connection &connection, const Event &event, const std::string &why) override;
    std::string resume_hint() const override;

private:
    std::string position_; // empty: before the first event
    std::string end_;      // of the feed, when it was looked at last
    std::string shop_;
    std::string source_;
    bool from_now_;
};

} // namespace refusal::client
