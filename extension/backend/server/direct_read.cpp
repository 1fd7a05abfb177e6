#include "backend/server/direct_read.hpp"

namespace refusal::backend {

namespace {

bool begins_with(TupleDesc descriptor, std::span<const char *const> columns) {
    if (descriptor->natts < static_cast<int>(columns.size()))
        return false;
    for (std::size_t column = 0; column < columns.size(); ++column)
        if (std::strcmp(NameStr(TupleDescAttr(descriptor, static_cast<int>(column))->attname),
                        columns[column]) != 0)
            return false;
    return true;
}

// By any other index than a whole one of this key, rows would be missed.
bool serves(Relation index, const IndexedTable &by, Relation table) {
    const Form_pg_index form = index->rd_index;
    if (form->indrelid != RelationGetRelid(table) || !form->indisvalid ||
        index->rd_rel->relam != BTREE_AM_OID || form->indnkeyatts < static_cast<int>(by.key.size()) ||
        !heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, nullptr))
        return false;
    for (std::size_t column = 0; column < by.key.size(); ++column)
        if (form->indkey.values[column] != by.key[column].column)
            return false;
    return true;
}

Relation open_index(const IndexedTable &by, Oid schema, Relation table) {
    const Oid index = get_relname_relid(by.index, schema);
    if (!OidIsValid(index))
        ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                        errmsg("index \"%s\" of table \"%s\" is missing", by.index, by.table),
                        errhint("Create it again as it was, under its name.")));
    Relation opened = index_open(index, AccessShareLock);
    if (!serves(opened, by, table))
        ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                        errmsg("index \"%s\" of table \"%s\" cannot be used", by.index, by.table),
                        errhint("REINDEX it, or create it again as it was.")));
    return opened;
}

Relation open_table(const IndexedTable &by, Oid schema, LOCKMODE mode) {
    Relation table = table_open(get_relname_relid(by.table, schema), mode);
    if (!begins_with(RelationGetDescr(table), by.columns))
        ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                        errmsg("table \"%s\" does not have the columns that pg_refusal expects", by.table),
                        errhint("Run ALTER EXTENSION pg_refusal UPDATE.")));
    return table;
}

// The rows, as they become more.
struct Collected {
    TupleTableSlot *reader; // of a row's first values: the rest is not looked at
    std::size_t columns;
    HeapTuple *rows;
    std::size_t *keys;
    Value *values;
    std::size_t count, room;

    static Collected of(Relation table, std::size_t columns, std::size_t room) {
        return {MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsHeapTuple),
                columns,
                static_cast<HeapTuple *>(palloc(sizeof(HeapTuple) * room)),
                static_cast<std::size_t *>(palloc(sizeof(std::size_t) * room)),
                static_cast<Value *>(palloc(sizeof(Value) * room * columns)),
                0,
                room};
    }

    void add(HeapTuple row, std::size_t key) {
        if (count == room) {
            room *= 2;
            rows = static_cast<HeapTuple *>(repalloc(rows, sizeof(HeapTuple) * room));
            keys = static_cast<std::size_t *>(repalloc(keys, sizeof(std::size_t) * room));
            values = static_cast<Value *>(repalloc_huge(values, sizeof(Value) * room * columns));
        }
        ExecStoreHeapTuple(row, reader, false);
        slot_getsomeattrs(reader, static_cast<int>(columns));
        for (std::size_t column = 0; column < columns; ++column)
            values[count * columns + column] = {reader->tts_values[column], reader->tts_isnull[column]};
        rows[count] = row;
        keys[count++] = key;
    }

    FoundRows end() {
        ExecDropSingleTupleTableSlot(reader);
        return {rows, keys, values, columns, count};
    }
};

// A row from before a column was added has that one's default, which goes with the table's descriptor.
HeapTuple whole_row(TupleTableSlot *slot, TupleDesc descriptor) {
    HeapTuple row = ExecCopySlotHeapTuple(slot);
    const int columns = HeapTupleHeaderGetNatts(row->t_data);
    return columns < descriptor->natts ? heap_expand_tuple(row, descriptor) : row;
}

FoundRows collect(Relation table, Relation index, const IndexedTable &by, const Value *values,
                  std::size_t count) {
    const std::size_t size = by.key.size();
    Collected found = Collected::of(table, by.columns.size(), count / size + 8);
    Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
    TupleTableSlot *slot = table_slot_create(table, nullptr);
    IndexScanDesc scan = begin_index_scan(table, index, snapshot, static_cast<int>(size));
    std::array<ScanKeyData, INDEX_MAX_KEYS> wanted;
    for (std::size_t column = 0; column < size; ++column)
        ScanKeyEntryInitialize(&wanted[column], 0, static_cast<AttrNumber>(column + 1), BTEqualStrategyNumber,
                               InvalidOid, index->rd_indcollation[column], by.key[column].equal, 0);
    for (std::size_t at = 0; at < count; at += size) {
        CHECK_FOR_INTERRUPTS();
        for (std::size_t column = 0; column < size; ++column)
            wanted[column].sk_argument = values[at + column].datum;
        index_rescan(scan, wanted.data(), static_cast<int>(size), nullptr, 0);
        while (index_getnext_slot(scan, ForwardScanDirection, slot))
            found.add(whole_row(slot, RelationGetDescr(table)), at / size);
    }
    index_endscan(scan);
    ExecDropSingleTupleTableSlot(slot);
    UnregisterSnapshot(snapshot);
    return found.end();
}

// Under whatever isolation the newest version is the one to lock, as it is the one to read. False: the row is
// gone.
bool lock_row(Relation table, const HeapTuple found, TupleTableSlot *locked) {
    ItemPointerData place = found->t_self;
    TM_FailureData failure;
    switch (table_tuple_lock(table, &place, GetActiveSnapshot(), locked, GetCurrentCommandId(false),
                             LockTupleNoKeyExclusive, LockWaitBlock, TUPLE_LOCK_FLAG_FIND_LAST_VERSION,
                             &failure)) {
    case TM_Ok:
        return true;
    case TM_Deleted:
    case TM_SelfModified:
        return false;
    default:
        elog(ERROR, "a row of \"%s\" cannot be locked", RelationGetRelationName(table));
    }
}

} // namespace

FoundRows look_up(const IndexedTable &by, const std::vector<Value> &keys) {
    if (keys.empty())
        return {};
    return backend_call([&by, values = keys.data(), count = keys.size()] {
        const Oid schema = get_namespace_oid("refusal", false);
        Relation table = open_table(by, schema, AccessShareLock);
        Relation index = open_index(by, schema, table);
        const FoundRows found = collect(table, index, by, values, count);
        index_close(index, NoLock);
        table_close(table, NoLock);
        return found;
    });
}

// A version that the look-up saw stays in its place as long as the statement's snapshot is held: that is
// older.
FoundRows lock_rows(const IndexedTable &of, std::span<const HeapTuple> rows) {
    if (rows.empty())
        return {};
    return backend_call([&of, given = rows.data(), count = rows.size()] {
        PreventCommandIfReadOnly("SELECT FOR NO KEY UPDATE");
        CommandCounterIncrement(); // what the caller's statement has changed itself is locked too
        Relation table = open_table(of, get_namespace_oid("refusal", false), RowShareLock);
        TupleTableSlot *slot = table_slot_create(table, nullptr);
        Collected locked = Collected::of(table, of.columns.size(), count);
        for (std::size_t at = 0; at < count; ++at) {
            CHECK_FOR_INTERRUPTS();
            if (lock_row(table, given[at], slot))
                locked.add(whole_row(slot, RelationGetDescr(table)), at);
            ExecClearTuple(slot);
        }
        ExecDropSingleTupleTableSlot(slot);
        table_close(table, NoLock);
        return locked.end();
    });
}

} // namespace refusal::backend
