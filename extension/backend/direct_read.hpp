#pragma once

#include "backend/spi.hpp"

// Rows read by an index without the executor, which takes several times as long to start and to end as a few look-ups
// do. It is the owner who reads, whoever calls: only for what a Statement would read AsOwner.
namespace refusal::backend {

// A table of the schema refusal, an index of it whose whole key is looked for, and the columns that the table begins with.
struct IndexedTable {
    const char *table;
    const char *index;
    std::span<const char *const> columns;
    std::span<const RegProcedure> equal; // of each column of the index's key that is given
};

struct FoundRows {
    Rows rows;
    const std::size_t *keys = nullptr; // which of the keys found the row

    [[nodiscard]] std::size_t key(std::size_t row) const { return keys[row]; }
};

// The rows of each key, in the keys' order, as they have been committed up to now. A key is as many values as
// `equal` has functions. Error 55000 where the table or the index is another one.
FoundRows look_up(const IndexedTable &by, const std::vector<Value> &keys);

} // namespace refusal::backend
