#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace refusal::client::cabinet {

struct Options {
    std::string dsn;
    std::string host = "127.0.0.1";
    unsigned short port = 8080;
    std::size_t connections = 4; // to the database
    std::size_t most_connections = 2048;
    bool trust_proxy = false;
    bool insecure_cookie = false;
    bool metrics = false;
    std::chrono::seconds look_every = std::chrono::seconds(5);
};

// `pg_refusal cabinet`: serves the cabinet until it is told to stop by SIGTERM or SIGINT.
void serve(const Options &options);

} // namespace refusal::client::cabinet
