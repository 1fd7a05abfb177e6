#pragma once

#include "backend/transition/change.hpp"

// The way from a function to the table: lock, compute, write. Where that takes a statement, the trigger takes the computed
// change from here; an UPDATE that comes from anywhere else it computes itself, by the same code.
namespace refusal::backend {

// A change that a function has computed for the row, to be taken by the trigger. nullptr: none.
const Change *pending_change(std::int64_t refusal_id);

// One row's change that waits for the row: its UPDATE finds and locks it, and the trigger has the change computed.
struct Asked {
    std::int64_t refusal_id = 0;
    const std::function<std::optional<Change>(const Row &)> &make; // nullopt: the row stays as it is
    MemoryContext memory = nullptr;                                // outlives the statement
    std::optional<Row> before;
    std::optional<Change> change;
    std::optional<core::Error> error; // why there is none
};

// nullptr: no function asked for a change of this row.
Asked *asked_change(std::int64_t refusal_id);

// The row to store for it; nullptr: none.
HeapTuple answer(Asked &asked, HeapTuple before, TupleDesc descriptor);

// The rows, locked until the transaction ends, in refusal_id order; those the caller cannot see are left out.
std::vector<Row> lock_refusals(const std::vector<std::int64_t> &refusal_ids);
Row lock_refusal(std::int64_t refusal_id); // RF004
// As the caller sees it, and not locked. RF004
Row read_refusal(std::int64_t refusal_id);
core::Error no_such_refusal(std::int64_t refusal_id);

// Locks a row, has its change computed and writes it: straight, or in one statement. Returns the row as it is then. RF004.
Row update_row(std::int64_t refusal_id, const std::function<std::optional<Change>(const Row &)> &make);

// INSERTs or UPDATEs in one statement. Inserted: the refusal_ids that were not in conflict with another capture.
void update_rows(const std::vector<Change> &changes);
std::set<std::int64_t> insert_rows(std::vector<Change> &changes);

// The change, followed by what comes of it: a refused parcel is decided, one that came back to go out again does.
Change with_outcome(Change change, const std::shared_ptr<Parcels> &parcels);

// A row as the SQL type refusal.refusal, in the given memory.
Datum row_datum(const Row &row, MemoryContext memory);

} // namespace refusal::backend
