#pragma once

#include "ledger.hpp"

#include <atomic>

namespace refusal::faults {

// Records refusals and fires their events until it is told to stop, each call with its own request id, repeated to the
// letter until there is an answer. Parcels are F-1, F-2 …, `next_parcel` the number of the next one.
void write(Ledger &ledger, std::atomic<int> &next_parcel, int parcels, unsigned seed, const std::atomic<bool> &stop);

} // namespace refusal::faults
