#pragma once

#include <chrono>
#include <string>
#include <unordered_map>

namespace refusal::client::cabinet {

// How often each of many may do something: so many at once, and so many a second in the long run.
class RateLimit {
public:
    using Clock = std::chrono::steady_clock;
    RateLimit(double at_once, double a_second) : at_once_(at_once), a_second_(a_second) {}
    // Takes one; false where there is none left.
    bool take(const std::string &who, Clock::time_point now = Clock::now());

private:
    struct Allowance {
        double left;
        Clock::time_point at;
    };
    void forget_the_full(Clock::time_point now);
    double left_at(const Allowance &allowance, Clock::time_point now) const;

    const double at_once_;
    const double a_second_;
    std::unordered_map<std::string, Allowance> allowances_;
};

// One customer of a provider has a whole network of IPv6: its first half.
std::string network_of(const std::string &address);

} // namespace refusal::client::cabinet
