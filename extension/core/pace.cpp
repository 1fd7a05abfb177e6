#include "core/pace.hpp"

#include <algorithm>

namespace refusal::core {

namespace {

// To wake a listener takes the machine some forty times what to signal it takes the relay. So many times the time that
// the signals took is the least time between two ticks: the most where the machine is busy, for then the listeners may
// take a tenth of it; the least where it would be idle, and listeners hear of an event sooner.
constexpr double waking = 40;
constexpr double busy_part = 0.1;
constexpr double least_rest = 2;
constexpr double idle_enough = 0.2;

// Beside busy writers a tick's work is a twentieth of one processor's time.
constexpr double busy_share = 20;
// They are busy when two of them commit while one tick is at work; below that the share grows with the square.
constexpr double busy_commits = 0.5;

constexpr double longest_gather = 1'000'000;
constexpr double weight = 1.0 / 8;

double mean(double before, double now) { return before + (now - before) * weight; }

} // namespace

Pace::Pace(int processors)
    : most_rest_(std::max(waking / busy_part / std::max(processors, 1), least_rest)), listeners_rest_(most_rest_) {}

void Pace::ticked(const TickCost &cost) {
    const auto work = static_cast<double>(cost.work);
    const auto period = static_cast<double>(std::max<std::int64_t>(cost.period, 1));
    work_ = mean(work_, work);
    signals_ = mean(signals_, static_cast<double>(cost.signals));
    commits_at_work_ = mean(commits_at_work_, static_cast<double>(cost.commits) * work / period);
}

void Pace::idle(double part) {
    listeners_rest_ = std::clamp(listeners_rest_ * (part > idle_enough ? 0.7 : 1.4), least_rest, most_rest_);
}

std::int64_t Pace::gather() const {
    const double load = std::min(commits_at_work_ / busy_commits, 1.0);
    const double needed = std::max(signals_ * listeners_rest_, work_ * busy_share * load * load);
    return static_cast<std::int64_t>(std::min(needed, longest_gather));
}

} // namespace refusal::core
