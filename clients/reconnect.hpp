#pragma once

#include <pqxx/pqxx>

#include <chrono>
#include <random>

namespace refusal::client {

// Would the same be worth trying again on a new connection?
bool may_pass(const pqxx::sql_error &error);

// How long to wait before the next attempt: twice as long each time, and of that a random half to all, so
// that all that lost one server do not come back together.
class Backoff {
public:
    std::chrono::milliseconds next();
    void reset();

private:
    std::chrono::milliseconds longest_next_ = first;
    std::minstd_rand random_ = std::minstd_rand(std::random_device()());
    static constexpr std::chrono::milliseconds first = std::chrono::milliseconds(200);
    static constexpr std::chrono::milliseconds longest = std::chrono::seconds(15);
};

} // namespace refusal::client
