#include "stop_signals.hpp"

#include <poll.h>

#include <cerrno>
#include <system_error>

namespace refusal::client {

namespace {

volatile std::sig_atomic_t stop_requested = 0;

extern "C" void request_stop(int) {
    stop_requested = 1;
}

} // namespace

StopSignals::StopSignals() {
    struct sigaction action = {};
    action.sa_handler = request_stop;
    sigset_t held_back = {};
    sigemptyset(&held_back);
    for (const int signal : {SIGINT, SIGTERM}) {
        sigaction(signal, &action, nullptr);
        sigaddset(&held_back, signal);
    }
    sigprocmask(SIG_BLOCK, &held_back, &while_waiting_);
    // They may have been blocked by whoever started us.
    sigdelset(&while_waiting_, SIGINT);
    sigdelset(&while_waiting_, SIGTERM);
}

Wake StopSignals::wait(int descriptor, std::optional<std::chrono::milliseconds> timeout) const {
    timespec limit = {};
    if (timeout) {
        limit.tv_sec = static_cast<time_t>(timeout->count() / 1000);
        limit.tv_nsec = static_cast<long>(timeout->count() % 1000 * 1000000);
    }
    pollfd watched = {descriptor, POLLIN, 0};
    const int ready = ppoll(&watched, 1, timeout ? &limit : nullptr, &while_waiting_);
    if (stop_requested != 0) {
        return Wake::stop;
    }
    if (ready < 0 && errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "cannot wait for the server");
    }
    return ready > 0 ? Wake::readable : Wake::timeout;
}

} // namespace refusal::client
