#pragma once

#include <chrono>
#include <csignal>
#include <optional>

namespace refusal::client {

enum class Wake { readable, timeout, stop };

// SIGTERM and SIGINT, as a reason to end between two steps of work. Outside wait() they are held back, so
// that one cannot slip in between looking for it and going to sleep, nor cut a line in two.
class StopSignals {
public:
    StopSignals();
    // Until the descriptor is readable (-1: none), the time is over (none: no limit), or a signal came.
    Wake wait(int descriptor, std::optional<std::chrono::milliseconds> timeout) const;

private:
    sigset_t while_waiting_ = {};
};

} // namespace refusal::client
