#pragma once

#include "backend/transition/change.hpp"

// New refusals that pg_refusal has computed, written straight into their table with all that comes of them.
// An INSERT would have its trigger take the computed row as it is and ask row security what was asked before;
// to start and to end one costs more than to write the row.
namespace refusal::backend {

// The refusal_ids of those that were written. What is in the way of the others, the INSERT must find out:
// another capture, which may not have committed yet, or something that somebody has added to the table.
std::set<std::int64_t> write_refusals(std::vector<Change> &changes);

} // namespace refusal::backend
