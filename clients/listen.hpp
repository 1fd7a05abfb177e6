#pragma once

#include "printer.hpp"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace refusal::client {

struct ListenOptions {
    std::string dsn;
    std::vector<std::string> shops;
    bool operators = false;
    Format format = Format::text;
    std::optional<long long> count;
    std::optional<std::chrono::seconds> idle_exit;
};

// The role sees no shop, or not the one it asked for.
struct NothingToHear : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// `pg_refusal listen`: prints events as they happen, until it was told to stop. A connection that is lost is
// made anew, and what happened meanwhile is read from the journal; only the first one has to succeed at once.
void listen(const ListenOptions &options);

} // namespace refusal::client
