#pragma once

#include <chrono>
#include <string>

namespace refusal::client {

// One event of the feed, as a reader hands it on.
struct Event {
    std::string position;
    std::string fence; // of the lease that it was polled under; empty where there is none
    long long id = 0;
    long long refusal = 0;
    std::string shop;
    std::string name;
    std::string state;
    std::chrono::system_clock::time_point at;
    std::string cloud_event;
};

} // namespace refusal::client
