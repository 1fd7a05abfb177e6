#pragma once

#include "backend/server/spi.hpp"

#include <cstdint>
#include <set>

// Which facilities and lanes changed, and in which transaction: what a backend has to read anew of a network it has.
namespace refusal::backend {

struct NetworkNews {
    bool everything = false;
    std::set<std::int32_t> facilities, lanes;

    void add(const NetworkNews &more);
};

inline std::vector<std::int32_t> listed(const std::set<std::int32_t> &ids) { return {ids.begin(), ids.end()}; }

Oid network_log(); // the table: another one where the extension was created anew

// The oldest transaction that was under way: what changes in it or in a later one may not have been seen until now.
std::uint64_t oldest_running_transaction();

NetworkNews network_news_since(std::uint64_t transaction);
NetworkNews network_news_of_this_transaction(); // which a rollback would take back

// What the triggers on both tables saw.
void log_network_change(const TriggerData *trigger);

} // namespace refusal::backend
