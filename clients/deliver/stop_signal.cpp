#include "deliver/stop_signal.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace refusal::client {

StopSignal::StopSignal() {
    sigset_t signals = {};
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    // A receiver that has gone is an error of write().
    std::signal(SIGPIPE, SIG_IGN);
    descriptor_ = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (descriptor_ < 0) {
        throw std::system_error(errno, std::generic_category(), "signalfd");
    }
}

StopSignal::~StopSignal() {
    close(descriptor_);
}

bool StopSignal::take() const {
    signalfd_siginfo signal = {};
    return read(descriptor_, &signal, sizeof(signal)) == sizeof(signal);
}

} // namespace refusal::client
