#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace refusal::client {

// How sending went.
struct Tally {
    using Moment = std::chrono::system_clock::time_point;

    long long delivered = 0;
    long long failed = 0;
    std::chrono::milliseconds took = std::chrono::milliseconds(0); // all requests that were delivered
    std::optional<Moment> last_success;
    std::optional<Moment> last_failure;
    std::string last_error;

    void success(std::chrono::milliseconds duration) {
        ++delivered;
        took += duration;
        last_success = std::chrono::system_clock::now();
    }
    void failure(const std::string &error) {
        ++failed;
        last_failure = std::chrono::system_clock::now();
        last_error = error;
    }
};

} // namespace refusal::client
