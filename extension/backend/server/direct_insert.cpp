#include "backend/server/direct_insert.hpp"

#include "backend/server/insert_checks.hpp"

namespace refusal::backend {

namespace {

bool has_columns(TupleDesc descriptor, std::span<const char *const> columns) {
    if (descriptor->natts != static_cast<int>(columns.size()))
        return false;
    for (int column = 0; column < descriptor->natts; ++column)
        if (std::strcmp(NameStr(TupleDescAttr(descriptor, column)->attname), columns[static_cast<std::size_t>(column)]) != 0)
            return false;
    return true;
}

void fill(TupleTableSlot *row, const Value *values) {
    ExecClearTuple(row);
    for (int column = 0; column < row->tts_tupleDescriptor->natts; ++column) {
        row->tts_values[column] = values[column].datum;
        row->tts_isnull[column] = values[column].null;
    }
    ExecStoreVirtualTuple(row);
}

// What somebody has indexed: a function, it may be, and it is the owner who calls it.
bool evaluates(const ResultRelInfo *table) {
    return std::any_of(
        table->ri_IndexRelationInfo, table->ri_IndexRelationInfo + table->ri_NumIndices,
        [](const IndexInfo *index) { return index->ii_Expressions != NIL || index->ii_Predicate != NIL; });
}

} // namespace

TupleTableSlot **make_slots(Relation table, int count) {
    auto **slots = static_cast<TupleTableSlot **>(palloc(sizeof(TupleTableSlot *) * static_cast<std::size_t>(count)));
    for (int slot = 0; slot < count; ++slot)
        slots[slot] = MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsHeapTuple);
    return slots;
}

void drop_slots(TupleTableSlot **slots, int count) {
    for (int slot = 0; slot < count; ++slot)
        ExecDropSingleTupleTableSlot(slots[slot]);
}

void check_columns(Relation table, std::span<const char *const> columns) {
    if (!has_columns(RelationGetDescr(table), columns))
        ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                        errmsg("table \"%s\" does not have the columns that pg_refusal expects",
                               RelationGetRelationName(table)),
                        errhint("Run ALTER EXTENSION pg_refusal UPDATE.")));
}

OpenTable open_with_indexes(Relation table, std::span<const char *const> columns) {
    if (table->rd_rel->relkind != RELKIND_RELATION)
        ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
                        errmsg("\"%s\" is not a table", RelationGetRelationName(table))));
    check_columns(table, columns);
    const OpenTable open{table, makeNode(ResultRelInfo)};
    InitResultRelInfo(open.info, table, 0, nullptr, 0); // in no range table
    ExecOpenIndices(open.info, false);
    return open;
}

OpenTable open_for_insert(Oid table, std::span<const char *const> columns) {
    Relation relation = table_open(table, RowExclusiveLock);
    refuse_unfired(relation);
    return open_with_indexes(relation, columns);
}

void insert_slots(const OpenTable &table, TupleTableSlot **rows, int count, EState *state) {
    check_rows(table.relation, rows, count, state);
    table_multi_insert(table.relation, rows, count, GetCurrentCommandId(true), 0, nullptr);
    const int pinned = evaluates(table.info) ? pin_search_path() : 0;
    enter_rows(table, count, state, [rows, state](ResultRelInfo *index, int row) {
        insert_index_tuples(index, rows[row], state);
    });
    unpin_search_path(pinned);
}

void close_after_insert(const OpenTable &table) {
    ExecCloseIndices(table.info);
    table_close(table.relation, NoLock);
}

void insert_values(const char *table, std::span<const char *const> columns, const std::vector<Value> &values) {
    backend_call([table, columns, data = values.data(), size = values.size()] {
        const OpenTable open =
            open_for_insert(get_relname_relid(table, get_namespace_oid("refusal", false)), columns);
        const auto count = static_cast<int>(size / columns.size());
        const int room = Min(count, most_slots);
        TupleTableSlot **rows = make_slots(open.relation, room);
        EState *state = CreateExecutorState();
        for (int first = 0; first < count; first += room) {
            const int here = Min(room, count - first);
            for (int row = 0; row < here; ++row)
                fill(rows[row], data + static_cast<std::size_t>(first + row) * columns.size());
            insert_slots(open, rows, here, state);
        }
        FreeExecutorState(state);
        drop_slots(rows, room);
        close_after_insert(open);
    });
}

} // namespace refusal::backend
