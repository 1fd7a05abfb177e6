#include "backend/server/idle_processors.hpp"

#include <array>
#include <chrono>
#include <fstream>
#include <numeric>
#include <string>

namespace refusal::backend {

std::optional<double> idle_processors() {
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::milliseconds at_least(100); // the system counts in hundredths of a second
    struct Count {
        double idle = 0, all = 0;
    };
    static Clock::time_point asked;
    static Count before;
    if (Clock::now() - asked < at_least)
        return std::nullopt;
    asked = Clock::now();

    // user, nice, system, idle, waiting for a disk, interrupts, soft ones, stolen
    std::array<double, 8> times{};
    std::string name;
    std::ifstream file("/proc/stat");
    file >> name;
    for (double &time : times)
        file >> time;
    if (!file)
        return std::nullopt;
    const Count now{times[3] + times[4], std::accumulate(times.begin(), times.end(), 0.0)};
    const Count since{now.idle - before.idle, now.all - before.all};
    const bool first = before.all == 0;
    before = now;
    if (first || since.all <= 0)
        return std::nullopt;
    return since.idle / since.all;
}

} // namespace refusal::backend
