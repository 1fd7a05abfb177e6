#include "backend/transition/direct_update.hpp"

#include "backend/server/direct_insert.hpp"
#include "backend/tenancy/membership.hpp"
#include "backend/transition/after.hpp"
#include "backend/transition/own_table.hpp"

namespace refusal::backend {

namespace {

// The table while a row of it is changed, under one snapshot, as a statement has one. Plain data: an ERROR
// leaves by a longjmp, and the abort gives back what is open.
struct OpenRow {
    Relation table; // null: it takes an UPDATE
    TupleTableSlot *slot;
    bool is_there;
};

// By the key, whatever index somebody has made of it.
Relation open_key(Oid schema, Relation table) {
    const Oid key = get_relname_relid("refusal_pkey", schema);
    if (!OidIsValid(key))
        return nullptr;
    Relation index = index_open(key, AccessShareLock);
    const Form_pg_index form = index->rd_index;
    if (form->indrelid == RelationGetRelid(table) && form->indisprimary && form->indisvalid &&
        form->indnkeyatts == 1 && form->indkey.values[0] == static_cast<int>(Col::refusal_id) + 1)
        return index;
    index_close(index, AccessShareLock);
    return nullptr;
}

bool find(Relation table, Relation key, std::int64_t refusal_id, TupleTableSlot *slot) {
    ScanKeyData wanted;
    ScanKeyInit(&wanted, 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(refusal_id));
    IndexScanDesc scan = begin_index_scan(table, key, GetActiveSnapshot(), 1);
    index_rescan(scan, &wanted, 1, nullptr, 0);
    const bool found = index_getnext_slot(scan, ForwardScanDirection, slot);
    index_endscan(scan);
    return found;
}

OpenRow open_row(std::int64_t refusal_id) {
    PreventCommandIfReadOnly("UPDATE");
    PreventCommandIfParallelMode("UPDATE");
    const Oid schema = get_namespace_oid("refusal", false);
    Relation table = table_open(get_relname_relid("refusal", schema), RowExclusiveLock);
    const bool plain = table->rd_rel->relkind == RELKIND_RELATION && !table->rd_rel->relhassubclass;
    Relation key =
        plain && does_only_ours(table, CMD_UPDATE) ? open_key(schema, table) : nullptr;
    if (key == nullptr) {
        table_close(table, NoLock);
        return {};
    }
    check_columns(table, column_names);
    CheckCmdReplicaIdentity(table, CMD_UPDATE);
    CommandCounterIncrement(); // what the session did before is seen
    PushActiveSnapshot(GetTransactionSnapshot());
    TupleTableSlot *slot = table_slot_create(table, nullptr);
    const bool found = find(table, key, refusal_id, slot);
    index_close(key, NoLock);
    return {table, slot, found};
}

void close_row(const OpenRow &open) {
    if (open.table == nullptr)
        return;
    ExecDropSingleTupleTableSlot(open.slot);
    PopActiveSnapshot();
    table_close(open.table, NoLock);
}

[[noreturn]] void not_serializable(const char *what) {
    ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
                    errmsg("could not serialize access due to concurrent %s", what)));
}

// As it is once nobody else holds it: what others have committed meanwhile is the row to change, but under a
// snapshot of the whole transaction. Null: it is gone.
HeapTuple lock(const OpenRow &open) {
    const bool newest = !IsolationUsesXactSnapshot();
    ItemPointerData place = open.slot->tts_tid;
    TM_FailureData failure;
    switch (table_tuple_lock(open.table, &place, GetActiveSnapshot(), open.slot, GetCurrentCommandId(true),
                             LockTupleNoKeyExclusive, LockWaitBlock,
                             newest ? TUPLE_LOCK_FLAG_FIND_LAST_VERSION : 0, &failure)) {
    case TM_Ok:
        return ExecCopySlotHeapTuple(open.slot);
    case TM_Updated:
        not_serializable("update");
    case TM_Deleted:
        if (!newest)
            not_serializable("delete");
        return nullptr;
    default:
        elog(ERROR, "refusal " INT64_FORMAT " cannot be locked",
             DatumGetInt64(open.slot->tts_values[static_cast<int>(Col::refusal_id)]));
    }
}

void write_row(Relation table, HeapTuple before, const Row &after) {
    ResultRelInfo *info = makeNode(ResultRelInfo);
    InitResultRelInfo(info, table, 0, nullptr, 0); // in no range table
    EState *state = CreateExecutorState();
    TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsHeapTuple);
    after.store(slot, RelationGetRelid(table));
    ExecConstraints(info, slot, state);
    TM_FailureData failure;
    LockTupleMode mode;
    IndexesToUpdate indexes;
    const TM_Result result =
        table_tuple_update(table, &before->t_self, slot, GetCurrentCommandId(true), GetActiveSnapshot(),
                           InvalidSnapshot, true, &failure, &mode, &indexes);
    if (result != TM_Ok)
        ereport(ERROR, (errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
                        errmsg("refusal was changed meanwhile by what its own change set off")));
    if (any_of(indexes)) {
        ExecOpenIndices(info, false);
        update_index_tuples(info, slot, state, indexes);
        ExecCloseIndices(info);
    }
    FreeExecutorState(state);
    ExecDropSingleTupleTableSlot(slot);
}

// Closed on the way out, also with an error of our own, after which the caller may carry on.
class Opened {
public:
    explicit Opened(std::int64_t refusal_id)
        : row_(backend_call([refusal_id] { return open_row(refusal_id); })) {}
    ~Opened() noexcept(false) {
        if (BackendError::in_flight == 0)
            backend_call([this] { close_row(row_); });
    }
    Opened(const Opened &) = delete;
    Opened &operator=(const Opened &) = delete;

    const OpenRow *operator->() const { return &row_; }
    // Shops and their refusals are never parted: what is asked of the row that was found holds for its newest
    // version.
    [[nodiscard]] std::int32_t shop_id() const {
        return backend_call([slot = row_.slot] {
            bool is_null = false;
            return DatumGetInt32(slot_getattr(slot, static_cast<int>(Col::shop_id) + 1, &is_null));
        });
    }
    [[nodiscard]] HeapTuple locked() const {
        return backend_call([this] { return lock(row_); });
    }

private:
    OpenRow row_;
};

void write(Relation table, HeapTuple before, Change &change) {
    backend_call([table, before, after = &change.row] { write_row(table, before, *after); });
    Change *const changes[] = {&change};
    write_what_follows(changes);
}

// Nobody may carry on after a change that is written by half: as the server's own ERROR it ends the
// transaction.
void write_whole(Relation table, HeapTuple before, Change &change) {
    Report report;
    try {
        write(table, before, change);
        return;
    } catch (const core::Error &error) {
        fill(report, error);
    }
    backend_call([&report] { raise(report); });
}

} // namespace

std::optional<Updated> update_directly(std::int64_t refusal_id,
                                       const std::function<std::optional<Change>(const Row &)> &make) {
    const Opened open(refusal_id);
    if (open->table == nullptr)
        return std::nullopt;
    if (!open->is_there)
        return Updated{};
    if (!sees_shop(open.shop_id()))
        return std::nullopt;
    HeapTuple before = open.locked();
    if (before == nullptr)
        return Updated{};
    Updated updated;
    updated.before = Row::of(before, RelationGetDescr(open->table));
    updated.change = make(*updated.before);
    if (updated.change)
        write_whole(open->table, before, *updated.change);
    return updated;
}

} // namespace refusal::backend
