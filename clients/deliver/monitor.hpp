#pragma once

#include <chrono>
#include <mutex>
#include <string>

namespace refusal::client {

// What the health server shows, as whoever delivers last said.
class Monitor {
public:
    void show(bool connected, std::string metrics);
    // Connected to the database, and not stuck.
    bool is_healthy() const;
    std::string metrics() const;

private:
    using Clock = std::chrono::steady_clock;
    mutable std::mutex mutex_;
    bool connected_ = false;
    std::string metrics_;
    Clock::time_point shown_at_;
};

} // namespace refusal::client
