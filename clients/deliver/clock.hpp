#pragma once

#include <algorithm>
#include <chrono>

namespace refusal::client {

using Clock = std::chrono::steady_clock;

// When there is something to do next, at the latest.
class Agenda {
public:
    explicit Agenda(Clock::time_point latest) : next_(latest) {}
    void at(Clock::time_point moment) { next_ = std::min(next_, moment); }
    Clock::time_point next() const { return next_; }

private:
    Clock::time_point next_;
};

} // namespace refusal::client
