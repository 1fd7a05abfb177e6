#pragma once

#include "ledger.hpp"

#include <atomic>

namespace refusal::faults {

// Follows the feed from its beginning by position, keeping the position itself. `listens`: LISTEN, then read,
// then wait for a notification; else wait_feed().
void read(Account &account, bool listens, const std::atomic<bool> &stop);

// Works on a slot of a consumer: polls, settles, acknowledges; some events fail and are parked for a while.
// Several workers may share a slot. What it does for an event, a row of `effect`, it does in the transaction
// that acknowledges the event: so each is to be there once.
void consume(Account &account, const std::string &consumer, int slot, unsigned seed,
             const std::atomic<bool> &stop);

// Ticks again and again, as listeners do where no relay runs.
void tick(const std::atomic<bool> &stop);

} // namespace refusal::faults
