#pragma once

#include "backend/server/spi.hpp"

// Rows that pg_refusal itself has computed, written straight into a table and its indexes: for a single one the executor
// takes several times as long to start and to end. There is nothing to check for which PostgreSQL would be needed, but what
// an administrator added: see insert_checks.hpp.
namespace refusal::backend {

// What follows is for code that is inside a backend_call already.
struct OpenTable {
    Relation relation;
    ResultRelInfo *info;
};
void check_columns(Relation table, std::span<const char *const> columns); // 55000 where it has others
OpenTable open_with_indexes(Relation table, std::span<const char *const> columns);
OpenTable open_for_insert(Oid table, std::span<const char *const> columns); // 0A000 where it has triggers on INSERT
// As many as fill some pages, few enough to stay in the processor's cache.
inline constexpr int most_slots = 100;
TupleTableSlot **make_slots(Relation table, int count);
void drop_slots(TupleTableSlot **slots, int count);
void insert_slots(const OpenTable &table, TupleTableSlot **rows, int count, EState *state);
// An index at a time: the pages that each leads over stay in the processor's cache. `insert` enters one row
// into one.
template <typename F> void enter_rows(const OpenTable &table, int count, EState *state, F insert) {
    ResultRelInfo one = *table.info;
    one.ri_NumIndices = 1;
    for (int index = 0; index < table.info->ri_NumIndices; ++index) {
        one.ri_IndexRelationDescs = table.info->ri_IndexRelationDescs + index;
        one.ri_IndexRelationInfo = table.info->ri_IndexRelationInfo + index;
        for (int row = 0; row < count; ++row) {
            insert(&one, row);
            ResetPerTupleExprContext(state);
        }
    }
}
void close_after_insert(const OpenTable &table);

// Rows of values, one after another, into a table of the schema refusal.
void insert_values(const char *table, std::span<const char *const> columns, const std::vector<Value> &values);

} // namespace refusal::backend
