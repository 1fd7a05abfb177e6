#pragma once

#include "backend/server/guard.hpp"

// What a backend cached is out of date once the number it was cached under has moved on. A number says nothing but
// "something changed": commits of others, commands of this transaction and rollbacks (to a savepoint too) move it.
namespace refusal::backend {

void register_invalidation(); // called from _PG_init

// Read a generation before loading, and keep it with what was loaded: a change that arrives meanwhile then shows.
std::uint64_t network_generation();  // facilities and lanes
std::uint64_t settings_generation(); // shops, memberships, scenarios, rules, reasons and the machine
std::uint64_t places_generation();   // places on departures that were given up
std::uint64_t roles_generation();    // roles and who is a member of whom

// Hears now what others have committed. PostgreSQL does so at the start of a transaction and when it takes a lock on a
// table, which a call that finds everything in its caches never does.
void accept_invalidations();

} // namespace refusal::backend
