#pragma once

#include "backend/server/spi.hpp"

// Rows read by an index without the executor, which takes several times as long to start and to end as a few
// look-ups do. It is the owner who reads, whoever calls: only for what a Statement would read AsOwner.
namespace refusal::backend {

struct KeyColumn {
    AttrNumber column; // of the table
    RegProcedure equal;
};

// A table of the schema refusal, the columns that it begins with, and an index of it with the columns that
// its key begins with.
struct IndexedTable {
    const char *table;
    const char *index;
    std::span<const char *const> columns;
    std::span<const KeyColumn> key;
};

// As copies, with the values of the columns that IndexedTable names.
struct FoundRows {
    const HeapTuple *tuples = nullptr;
    const std::size_t *keys = nullptr; // which of the keys found the row
    const Value *values = nullptr;
    std::size_t columns = 0;
    std::size_t count = 0;

    [[nodiscard]] std::span<const Value> row(std::size_t at) const {
        return {values + at * columns, columns};
    }
};

// The rows of each key, in the keys' order, as they have been committed up to now. A key is as many values as
// `key` has columns. Error 55000 where the table or the index is another one.
FoundRows look_up(const IndexedTable &by, const std::vector<Value> &keys);

// Rows that a look-up of this statement found, each locked as FOR NO KEY UPDATE does, in their order: as they
// are once nobody else holds them. What is gone by then is left out. A key is a row's number among them.
FoundRows lock_rows(const IndexedTable &of, std::span<const HeapTuple> rows);

} // namespace refusal::backend
