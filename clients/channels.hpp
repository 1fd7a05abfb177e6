#pragma once

#include "failure.hpp"

#include <pqxx/pqxx>

#include <memory>
#include <string>
#include <vector>

namespace refusal::client {

// The role sees no shop.
struct NothingToHear : Failure {
    explicit NothingToHear(const std::string &what) : Failure(nothing_to_see, what) {}
};

// What a notification says to do. Its payload is not taken for an event: anyone can send one.
enum class Hint { none, read, look }; // look: nobody has ticked yet

// One channel of a connection.
class Channel : public pqxx::notification_receiver {
public:
    Channel(pqxx::connection &connection, const std::string &name)
        : notification_receiver(connection, name) {}
    // Only takes the hint: a query must not run while libpqxx hands out notifications.
    void operator()(const std::string &payload, int backend) override;
    // What came since the last call, taken together.
    Hint take();

private:
    Hint heard_ = Hint::none;
};

// The channels of one connection.
class Channels {
public:
    // shop: that one's own channel; empty: those of every shop that the role sees. operators: the common one
    // instead. Errors: RF004 for a shop that the role does not see.
    Channels(pqxx::connection &connection, const std::string &shop, bool operators);
    size_t size() const { return channels_.size(); }
    // What came since the last call, taken together.
    Hint hints();

private:
    pqxx::connection &connection_;
    std::vector<std::unique_ptr<Channel>> channels_;
};

} // namespace refusal::client
