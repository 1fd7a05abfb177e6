#pragma once

#include "backoff.hpp"
#include "deliver/clock.hpp"

namespace refusal::client {

enum class Circuit { closed, open, half_open };

const char *name_of(Circuit circuit);

// Leaves an endpoint alone that does not answer: after so many failures in a row nothing is sent for a while,
// then one request, the probe, which decides.
class Breaker {
public:
    Breaker(int failures_to_open, Backoff pause) : failures_to_open_(failures_to_open), pause_(pause) {}
    Circuit circuit() const { return circuit_; }
    bool is_closed() const { return circuit_ == Circuit::closed; }
    // Of an open circuit: when the probe may be sent.
    Clock::time_point probe_at() const { return probe_at_; }
    void begin_probe() { circuit_ = Circuit::half_open; }
    // The probe came to nothing, through no fault of the endpoint.
    void abandon_probe();
    void succeeded();
    void failed(Clock::time_point now);

private:
    void open(Clock::time_point now);

    int failures_to_open_;
    Backoff pause_;
    Circuit circuit_ = Circuit::closed;
    int failures_ = 0;
    Clock::time_point probe_at_;
};

} // namespace refusal::client
