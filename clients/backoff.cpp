#include "backoff.hpp"

#include <algorithm>

namespace refusal::client {

Backoff::Backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest)
    : first_(first), longest_(longest) {}

std::chrono::milliseconds Backoff::next() {
    std::uniform_int_distribution<long> half_to_all(longest_next_.count() / 2, longest_next_.count());
    longest_next_ = std::min(2 * longest_next_, longest_);
    return std::chrono::milliseconds(half_to_all(random_));
}

} // namespace refusal::client
