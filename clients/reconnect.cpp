#include "reconnect.hpp"

#include <algorithm>

namespace refusal::client {

bool may_pass(const pqxx::sql_error &error) {
    // Conflicts, resources, an operator's word, and a standby that is not yet promoted.
    const auto state = error.sqlstate();
    const auto kind = state.substr(0, 2);
    return kind == "08" || kind == "40" || kind == "53" || kind == "57" || state == "55P03" ||
           state == "25006";
}

std::chrono::milliseconds Backoff::next() {
    std::uniform_int_distribution<long> half_to_all(longest_next_.count() / 2, longest_next_.count());
    longest_next_ = std::min(2 * longest_next_, longest);
    return std::chrono::milliseconds(half_to_all(random_));
}

void Backoff::reset() {
    longest_next_ = first;
}

} // namespace refusal::client
