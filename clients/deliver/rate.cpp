#include "deliver/rate.hpp"

namespace refusal::client {

namespace {

// We do not wake more often than this for one endpoint's sake.
constexpr auto moment = std::chrono::milliseconds(20);

} // namespace

Rate::Rate(std::optional<int> per_second)
    : interval_(per_second ? Clock::duration(std::chrono::seconds(1)) / *per_second : Clock::duration(0)) {}

Clock::time_point Rate::free_at() const {
    return interval_ >= moment ? next_ : next_ - moment;
}

void Rate::take(Clock::time_point now) {
    next_ = std::max(next_, now) + interval_;
}

} // namespace refusal::client
