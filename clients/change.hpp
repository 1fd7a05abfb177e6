#pragma once

#include <chrono>
#include <string>

namespace refusal::client {

// One event of one refusal, as a listener is told of it. Versions of a refusal are 1, 2, 3 … without a gap.
struct Change {
    std::chrono::system_clock::time_point at;
    std::string shop;
    long long refusal = 0;
    std::string event;
    std::string state;
    int version = 0;
};

} // namespace refusal::client
