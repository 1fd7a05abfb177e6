#pragma once

#include "deliver/window.hpp"
#include "event.hpp"

#include <pqxx/pqxx>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

// What is asked of the database, a function each.
namespace refusal::client {

// Where a shop's events go to, as refusal.endpoint has it.
struct EndpointRow {
    int id = 0;
    std::string shop;
    std::string name;
    std::string consumer;
    bool is_notification = false;
    int slots = 1;
    std::string url;
    std::chrono::milliseconds timeout = std::chrono::milliseconds(0);
    int concurrency = 1;
    std::optional<int> rate_per_second;
    bool allow_private = false;
    std::string problem; // empty: none
};

struct Handed {
    std::vector<Event> events;
    std::vector<std::string> keys;
};

struct Notification {
    std::string cloud_event;
    std::string missing; // why there is nothing to send; empty: there is
};

struct Report {
    int endpoint = 0;
    int slot = 0;
    std::string circuit;
    long long delivered = 0;
    long long failed = 0;
    std::optional<long long> last_success; // seconds of the epoch
    std::optional<long long> last_failure;
    std::string last_error;
};

std::vector<EndpointRow> sync_endpoints(pqxx::connection &connection);
// With the keys that are good now.
Handed poll(pqxx::connection &connection, const EndpointRow &endpoint, int slot, int most,
            const std::string &source);
void settle(pqxx::connection &connection, const EndpointRow &endpoint, int slot, const std::string &fence,
            const Settlement &settlement);
// Read at the moment of sending, and kept nowhere.
Notification notification(pqxx::connection &connection, const Event &event, const std::string &source);
void report(pqxx::connection &connection, const Report &report);

} // namespace refusal::client
