#pragma once

#include "ledger.hpp"

#include <atomic>

namespace refusal::faults {

struct WriterOptions {
    int parcels = 0;
    unsigned seed = 1;
    bool asynchronous = false; // what it commits may be lost by a crash; nobody may have been handed it then
};

// Records refusals and fires their events until it is told to stop, each call with its own request id,
// repeated to the letter until there is an answer. Parcels are F-1, F-2 …, `next_parcel` the number of the
// next one.
void write(Ledger &ledger, std::atomic<int> &next_parcel, const WriterOptions &options,
           const std::atomic<bool> &stop);

} // namespace refusal::faults
