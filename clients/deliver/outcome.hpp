#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace refusal::client {

// What came of one request.
struct Response {
    long status = 0;   // 0: no answer
    std::string error; // empty: the answer came whole, or as much of it as we take
    std::optional<std::chrono::seconds> retry_after;
    std::chrono::milliseconds took = std::chrono::milliseconds(0);
    bool was_lacking = false; // we were, of what a connection takes
};

struct Outcome {
    enum class Kind { delivered, failed, gone, not_tried };
    Kind kind = Kind::failed;
    std::string error;
    // How long the receiver is left alone.
    std::optional<std::chrono::seconds> pause;
    // When this event is tried again; none: the later the more often it failed.
    std::optional<std::chrono::seconds> retry_in;
    // The endpoint as a whole is in trouble, not this event.
    bool endpoint_down = false;
};

Outcome outcome_of(const Response &response);

} // namespace refusal::client
