#pragma once

#include <cstdint>

// How often the relay ticks. A tick puts everything in order that has committed since the last one, be it one event or a
// thousand, and wakes the listeners; so where writers leave the machine idle it follows each commit at once, and where
// they need all of it it gathers.
namespace refusal::core {

// What one tick took, in microseconds.
struct TickCost {
    std::int64_t period = 0;  // since the tick before began
    std::int64_t commits = 0; // that came in this time
    std::int64_t work = 0;    // of the processor
    std::int64_t signals = 0; // to the listeners, after that
};

class Pace {
public:
    explicit Pace(int processors);

    void ticked(const TickCost &cost);
    // The part of the machine's processors that had nothing to do of late; never called: nobody knows.
    void idle(double part);

    // The least time from the beginning of one tick to the beginning of the next, in microseconds.
    [[nodiscard]] std::int64_t gather() const;

private:
    // Means of the last few ticks: one delay of the scheduler is no crowd of listeners.
    double work_ = 0;
    double signals_ = 0;
    double most_rest_;
    double listeners_rest_; // so many times the signals' time
    double commits_at_work_ = 0; // how many come while a tick is at work
};

} // namespace refusal::core
