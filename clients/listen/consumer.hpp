#pragma once

#include "listen/feed_reader.hpp"

namespace refusal::client {

// A worker on a consumer's slot: the database keeps its place, and the events that it could not hand on.
class Consumer : public FeedReader {
public:
    Consumer(std::string name, int slot, std::string source);
    void begin(pqxx::connection &connection) override;
    std::vector<Event> read(pqxx::connection &connection, int most) override;
    void pass(const Event & /*event*/) override {}
    void settle(pqxx::connection &connection, const Event &last) override;
    void set_aside(pqxx::connection &connection, const Event &event, const std::string &why) override;
    std::string resume_hint() const override;

private:
    template <typename... Values>
    void report(pqxx::connection &connection, const char *call, const Values &...values) const;

    std::string name_;
    int slot_;
    std::string source_;
};

} // namespace refusal::client
