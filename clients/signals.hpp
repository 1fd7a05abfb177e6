#pragma once

#include <poll.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <vector>

namespace refusal::client {

enum class Wake { ready, timeout, stop };

// SIGTERM and SIGINT, as a reason to end between two steps of work. Outside wait() they are held back, so
// that one cannot slip in between looking for it and going to sleep, nor cut a line in two.
class Signals {
public:
    Signals();
    // Until a descriptor is ready, the time is over (none: no limit), or one of them came.
    Wake wait(std::vector<pollfd> watched, std::optional<std::chrono::milliseconds> timeout) const;
    bool stop_requested() const;
    // Until a child process has ended, one of them came, or the time is over.
    void wait_for_child(std::chrono::milliseconds timeout) const;
    // What we were started with, for a child process.
    const sigset_t &original_mask() const { return original_; }

private:
    sigset_t original_ = {};
    sigset_t while_waiting_ = {};
};

} // namespace refusal::client
