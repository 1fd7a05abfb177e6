#include "backend/capture/refusal_rows.hpp"

#include "backend/server/direct_insert.hpp"
#include "backend/tenancy/membership.hpp"
#include "backend/transition/after.hpp"
#include "backend/transition/own_table.hpp"

namespace refusal::backend {

namespace {

// Beside the key, one refusal a request and one open refusal a parcel. What somebody has added may be one too
// many for two sessions at once, each of which would be in the other's way: the INSERT lets one of them go
// on.
bool has_only_our_uniqueness(const OpenTable &table) {
    int unique = 0;
    for (int index = 0; index < table.info->ri_NumIndices; ++index) {
        const IndexInfo *info = table.info->ri_IndexRelationInfo[index];
        if (info->ii_ExclusionOps != nullptr)
            return false;
        unique += info->ii_Unique ? 1 : 0;
    }
    return unique <= 3;
}

struct Batch {
    TupleTableSlot **slots;
    int *rows; // their numbers
    bool *alone;
    int count;
};

// Whoever comes second to an index is one too many, and has waited for nobody.
void insert_batch(const OpenTable &table, const Batch &batch, EState *state) {
    table_multi_insert(table.relation, batch.slots, batch.count, GetCurrentCommandId(true), 0, nullptr);
    std::fill_n(batch.alone, batch.count, true);
    enter_rows(table, batch.count, state, [&batch, state](ResultRelInfo *index, int row) {
        batch.alone[row] = insert_index_tuples_if_alone(index, batch.slots[row], state) && batch.alone[row];
    });
    if (std::all_of(batch.alone, batch.alone + batch.count, [](bool alone) { return alone; }))
        return;
    CommandCounterIncrement(); // a command does not see, nor take back, what it has written itself
    for (int row = 0; row < batch.count; ++row)
        if (!batch.alone[row])
            simple_table_tuple_delete(table.relation, &batch.slots[row]->tts_tid, GetActiveSnapshot());
}

void insert_rows(const OpenTable &table, const Row *const *rows, int count, bool *written) {
    const int room = Min(count, most_slots);
    Batch batch{make_slots(table.relation, room),
                static_cast<int *>(palloc(sizeof(int) * static_cast<std::size_t>(room))),
                static_cast<bool *>(palloc(sizeof(bool) * static_cast<std::size_t>(room))), 0};
    EState *state = CreateExecutorState();
    for (int row = 0; row < count; ++row) {
        if (rows[row] != nullptr) {
            rows[row]->store(batch.slots[batch.count], RelationGetRelid(table.relation));
            ExecConstraints(table.info, batch.slots[batch.count], state);
            batch.rows[batch.count++] = row;
        }
        if (batch.count == 0 || (batch.count < room && row + 1 < count))
            continue;
        CHECK_FOR_INTERRUPTS();
        insert_batch(table, batch, state);
        for (int at = 0; at < batch.count; ++at)
            written[batch.rows[at]] = batch.alone[at];
        batch.count = 0;
    }
    FreeExecutorState(state);
    drop_slots(batch.slots, room);
}

// Plain data: an ERROR leaves by a longjmp.
void write_rows(const Row *const *rows, int count, bool *written) {
    Relation refusals =
        table_open(get_relname_relid("refusal", get_namespace_oid("refusal", false)), RowExclusiveLock);
    if (!does_only_ours(refusals, CMD_INSERT)) {
        table_close(refusals, NoLock);
        return;
    }
    const OpenTable table = open_with_indexes(refusals, column_names);
    if (has_only_our_uniqueness(table))
        insert_rows(table, rows, count, written);
    close_after_insert(table);
}

} // namespace

std::set<std::int64_t> write_refusals(std::vector<Change> &changes) {
    std::vector<const Row *> rows;
    rows.reserve(changes.size());
    for (const Change &change : changes)
        rows.push_back(sees_shop(change.row.integer(Col::shop_id)) ? &change.row : nullptr);
    const std::unique_ptr<bool[]> written(new bool[changes.size()]());
    backend_call([data = rows.data(), count = static_cast<int>(rows.size()), out = written.get()] {
        write_rows(data, count, out);
    });
    std::set<std::int64_t> refusal_ids;
    std::vector<Change *> in;
    for (std::size_t index = 0; index < changes.size(); ++index)
        if (written[index]) {
            refusal_ids.insert(changes[index].refusal_id());
            in.push_back(&changes[index]);
        }
    if (!in.empty())
        write_what_follows(in);
    return refusal_ids;
}

} // namespace refusal::backend
