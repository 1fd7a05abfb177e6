#include "backend/direct_insert.hpp"

#include "backend/insert_checks.hpp"

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

} // namespace

OpenTable open_for_insert(Oid table, std::span<const char *const> columns) {
    const OpenTable open{table_open(table, RowExclusiveLock), makeNode(ResultRelInfo)};
    const char *name = RelationGetRelationName(open.relation);
    refuse_unfired(open.relation);
    if (open.relation->rd_rel->relkind != RELKIND_RELATION || !has_columns(RelationGetDescr(open.relation), columns))
        ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                        errmsg("table \"%s\" does not have the columns that pg_refusal expects", name),
                        errhint("Run ALTER EXTENSION pg_refusal UPDATE.")));
    InitResultRelInfo(open.info, open.relation, 1, nullptr, 0);
    ExecOpenIndices(open.info, false);
    return open;
}

void insert_slots(const OpenTable &table, TupleTableSlot **rows, int count, EState *state) {
    check_rows(table.relation, rows, count, state);
    table_multi_insert(table.relation, rows, count, GetCurrentCommandId(true), 0, nullptr);
    for (int row = 0; row < count && table.info->ri_NumIndices > 0; ++row) {
        insert_index_tuples(table.info, rows[row], state);
        ResetPerTupleExprContext(state);
    }
}

void close_after_insert(const OpenTable &table) {
    ExecCloseIndices(table.info);
    table_close(table.relation, NoLock);
}

void insert_values(const char *table, std::span<const char *const> columns, const std::vector<Value> &values) {
    backend_call([table, columns, data = values.data(), size = values.size()] {
        const OpenTable open =
            open_for_insert(get_relname_relid(table, get_namespace_oid("refusal", false)), columns);
        TupleTableSlot *row = MakeSingleTupleTableSlot(RelationGetDescr(open.relation), &TTSOpsHeapTuple);
        EState *state = CreateExecutorState();
        for (std::size_t at = 0; at < size; at += columns.size()) {
            ExecClearTuple(row);
            for (std::size_t column = 0; column < columns.size(); ++column) {
                row->tts_values[column] = data[at + column].datum;
                row->tts_isnull[column] = data[at + column].null;
            }
            ExecStoreVirtualTuple(row);
            insert_slots(open, &row, 1, state);
        }
        FreeExecutorState(state);
        ExecDropSingleTupleTableSlot(row);
        close_after_insert(open);
    });
}

} // namespace refusal::backend
