#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace refusal::client {

struct DeliverOptions {
    std::string dsn;
    std::string source = "/pg_refusal";
    std::chrono::seconds look_every = std::chrono::seconds(2);
    int window = 256; // events of a slot in memory
    int failures_to_open = 5;
    std::chrono::seconds probe_after = std::chrono::seconds(5);
    std::chrono::seconds probe_at_most = std::chrono::seconds(300);
    std::chrono::seconds grace = std::chrono::seconds(20);
    std::string ca_file;
    std::string health; // HOST:PORT; empty: not served
};

// `pg_refusal deliver`: sends the events of every endpoint that the role delivers to over HTTP, until SIGTERM
// or SIGINT.
void deliver(const DeliverOptions &options);

} // namespace refusal::client
