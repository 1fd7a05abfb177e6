#include "deliver/breaker.hpp"

namespace refusal::client {

const char *name_of(Circuit circuit) {
    switch (circuit) {
    case Circuit::open:
        return "open";
    case Circuit::half_open:
        return "half_open";
    default:
        return "closed";
    }
}

void Breaker::abandon_probe() {
    if (circuit_ == Circuit::half_open) {
        circuit_ = Circuit::open;
    }
}

void Breaker::succeeded() {
    circuit_ = Circuit::closed;
    failures_ = 0;
    pause_.reset();
}

void Breaker::failed(Clock::time_point now) {
    // Of an open one: a request that was under way when it opened says nothing new.
    if (circuit_ == Circuit::half_open || (circuit_ == Circuit::closed && ++failures_ >= failures_to_open_)) {
        open(now);
    }
}

void Breaker::open(Clock::time_point now) {
    circuit_ = Circuit::open;
    probe_at_ = now + pause_.next();
}

} // namespace refusal::client
