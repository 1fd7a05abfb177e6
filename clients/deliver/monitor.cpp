#include "deliver/monitor.hpp"

#include <utility>

namespace refusal::client {

namespace {

constexpr auto stuck_after = std::chrono::seconds(30);

} // namespace

void Monitor::show(bool connected, std::string metrics) {
    const std::lock_guard lock(mutex_);
    connected_ = connected;
    metrics_ = std::move(metrics);
    shown_at_ = Clock::now();
}

bool Monitor::is_healthy() const {
    const std::lock_guard lock(mutex_);
    return connected_ && Clock::now() - shown_at_ < stuck_after;
}

std::string Monitor::metrics() const {
    const std::lock_guard lock(mutex_);
    return metrics_;
}

} // namespace refusal::client
