#pragma once

#include "backend/spi.hpp"

// Rows that pg_refusal itself has computed, written straight into a table and its indexes: for a single one the executor
// takes several times as long to start and to end. There is nothing to check for which PostgreSQL would be needed, but what
// an administrator added: see insert_checks.hpp.
namespace refusal::backend {

// What follows is for code that is inside a backend_call already.
struct OpenTable {
    Relation relation;
    ResultRelInfo *info;
};
OpenTable open_for_insert(Oid table, std::span<const char *const> columns); // error 55000 where it has others
void insert_slots(const OpenTable &table, TupleTableSlot **rows, int count, EState *state);
void close_after_insert(const OpenTable &table);

// Rows of values, one after another, into a table of the schema refusal.
void insert_values(const char *table, std::span<const char *const> columns, const std::vector<Value> &values);

} // namespace refusal::backend
