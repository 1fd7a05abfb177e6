#pragma once

#include "deliver/clock.hpp"

#include <optional>

namespace refusal::client {

// At most so many a second, evenly spaced; what was late may be made up for within a moment.
class Rate {
public:
    explicit Rate(std::optional<int> per_second);
    // When the next one may go; in the past where that is now.
    Clock::time_point free_at() const;
    void take(Clock::time_point now);

private:
    Clock::duration interval_;
    Clock::time_point next_;
};

} // namespace refusal::client
