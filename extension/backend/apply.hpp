#pragma once

#include "backend/change.hpp"

// The way from a function to the table: lock, compute, UPDATE. The trigger takes the computed change from here; an
// UPDATE that comes from anywhere else it computes itself, by the same code.
namespace refusal::backend {

// A change that a function has computed for the row, to be taken by the trigger. nullptr: none.
const Change *pending_change(std::int64_t refusal_id);

// The rows, locked until the transaction ends, in refusal_id order; those the caller cannot see are left out.
std::vector<Row> lock_refusals(const std::vector<std::int64_t> &refusal_ids);
Row lock_refusal(std::int64_t refusal_id); // RF004
core::Error no_such_refusal(std::int64_t refusal_id);

// INSERTs or UPDATEs in one statement. Inserted: the refusal_ids that were not in conflict with another capture.
void update_rows(const std::vector<Change> &changes);
std::set<std::int64_t> insert_rows(const std::vector<Change> &changes);

// Writes the changes and what follows from them (a refused parcel is decided, a stored one goes out again), set by
// set, and returns the last row of each, by refusal_id.
std::unordered_map<std::int64_t, Row> write_and_follow(std::vector<Change> changes, Parcels *parcels);
std::unordered_map<std::int64_t, Row> follow(std::vector<Change> changes, Parcels *parcels);

// A row as the SQL type refusal.refusal, in the given memory.
Datum row_datum(const Row &row, MemoryContext memory);

} // namespace refusal::backend
