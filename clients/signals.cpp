#include "signals.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

namespace refusal::client {

namespace {

using std::chrono::milliseconds;

volatile std::sig_atomic_t stop_was_requested = 0;

extern "C" void request_stop(int) {
    stop_was_requested = 1;
}

// Only so that ppoll() returns.
extern "C" void note_child(int) {}

int poll_until(std::vector<pollfd> watched, std::optional<milliseconds> timeout, const sigset_t &mask) {
    timespec limit = {};
    if (timeout) {
        limit.tv_sec = static_cast<time_t>(timeout->count() / 1000);
        limit.tv_nsec = static_cast<long>(timeout->count() % 1000 * 1000000);
    }
    const int ready = ppoll(watched.data(), watched.size(), timeout ? &limit : nullptr, &mask);
    if (ready < 0 && errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "cannot wait");
    }
    return ready;
}

} // namespace

Signals::Signals() {
    struct sigaction stop = {};
    stop.sa_handler = request_stop;
    struct sigaction child = {};
    child.sa_handler = note_child;
    sigset_t held_back = {};
    sigemptyset(&held_back);
    for (const int signal : {SIGINT, SIGTERM, SIGCHLD}) {
        sigaction(signal, signal == SIGCHLD ? &child : &stop, nullptr);
        sigaddset(&held_back, signal);
    }
    // A reader that has gone is an error of write(), which says what was not written.
    std::signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &held_back, &original_);
    while_waiting_ = original_;
    // They may have been blocked by whoever started us.
    for (const int signal : {SIGINT, SIGTERM, SIGCHLD}) {
        sigdelset(&while_waiting_, signal);
    }
}

Wake Signals::wait(std::vector<pollfd> watched, std::optional<milliseconds> timeout) const {
    const int ready = poll_until(std::move(watched), timeout, while_waiting_);
    if (stop_was_requested != 0) {
        return Wake::stop;
    }
    return ready > 0 ? Wake::ready : Wake::timeout;
}

bool Signals::stop_requested() const {
    return wait({}, milliseconds(0)) == Wake::stop;
}

void Signals::wait_for_child(milliseconds timeout) const {
    poll_until({}, timeout, while_waiting_);
}

} // namespace refusal::client
