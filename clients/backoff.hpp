#pragma once

#include <chrono>
#include <random>

namespace refusal::client {

// How long to wait before the next attempt: twice as long each time, and of that a random half to all, so
// that all that lost one server do not come back together.
class Backoff {
public:
    Backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest);
    std::chrono::milliseconds next();
    void reset() { longest_next_ = first_; }

private:
    std::chrono::milliseconds first_;
    std::chrono::milliseconds longest_;
    std::chrono::milliseconds longest_next_ = first_;
    std::minstd_rand random_ = std::minstd_rand(std::random_device()());
};

} // namespace refusal::client
