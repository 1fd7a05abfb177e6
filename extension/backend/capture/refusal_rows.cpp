#include "backend/capture/refusal_rows.hpp"

#include "backend/journal/journal.hpp"
#include "backend/journal/journal_rows.hpp"
#include "backend/server/direct_insert.hpp"
#include "backend/tenancy/membership.hpp"
#include "backend/transition/after.hpp"

namespace refusal::backend {

namespace {

// A function that a trigger or a policy names exists, and is the one that it was: its name is asked for once.
bool is_internal(Oid function, const char *name, Oid &known) {
    if (function == known)
        return true;
    const char *found = get_func_name(function);
    if (found == nullptr || std::strcmp(found, name) != 0 ||
        get_func_namespace(function) != get_namespace_oid("refusal_internal", false))
        return false;
    known = function;
    return true;
}

bool is_before_change(Oid function) {
    static Oid known = InvalidOid;
    return is_internal(function, "before_change", known);
}

bool is_after_change(Oid function) {
    static Oid known = InvalidOid;
    return is_internal(function, "after_change", known);
}

bool is_sees_shop(Oid function) {
    static Oid known = InvalidOid;
    return is_internal(function, "sees_shop", known);
}

bool has_only_our_triggers(const TriggerDesc *triggers) {
    bool checks = false;
    bool journals = false;
    for (int index = 0; triggers != nullptr && index < triggers->numtriggers; ++index) {
        const Trigger &trigger = triggers->triggers[index];
        if (!TRIGGER_FOR_INSERT(trigger.tgtype))
            continue;
        bool &there = TRIGGER_FOR_BEFORE(trigger.tgtype) ? checks : journals;
        if (there || trigger.tgenabled != TRIGGER_FIRES_ON_ORIGIN ||
            !(&there == &checks ? is_before_change(trigger.tgfoid) : is_after_change(trigger.tgfoid)))
            return false;
        there = true;
    }
    return checks && journals && SessionReplicationRole != SESSION_REPLICATION_ROLE_REPLICA;
}

// sees_shop(shop_id), or that among alternatives.
bool holds_for_the_shop(const Expr *condition) {
    if (condition == nullptr)
        return false;
    if (IsA(condition, BoolExpr)) {
        const auto *several = reinterpret_cast<const BoolExpr *>(condition);
        if (several->boolop != OR_EXPR)
            return false;
        const ListCell *each = nullptr;
        foreach (each, several->args)
            if (holds_for_the_shop(static_cast<const Expr *>(lfirst(each))))
                return true;
        return false;
    }
    if (!IsA(condition, FuncExpr))
        return false;
    const auto *call = reinterpret_cast<const FuncExpr *>(condition);
    const auto *of = list_length(call->args) == 1 ? static_cast<const Var *>(linitial(call->args)) : nullptr;
    return of != nullptr && IsA(of, Var) && of->varattno == static_cast<int>(Col::shop_id) + 1 &&
           is_sees_shop(call->funcid);
}

bool is_for_everybody(const RowSecurityPolicy *policy) {
    return ARR_DIMS(policy->roles)[0] == 1 &&
           *reinterpret_cast<const Oid *>(ARR_DATA_PTR(policy->roles)) == ACL_ID_PUBLIC;
}

// Whether row security lets in, and shows, a refusal of every shop that the caller sees. A policy more would
// only let in more, unless it is a restrictive one.
bool has_our_policies(const RowSecurityDesc *security) {
    if (security == nullptr || row_security_policy_hook_permissive != nullptr ||
        row_security_policy_hook_restrictive != nullptr)
        return false;
    bool adds = false;
    bool sees = false;
    const ListCell *each = nullptr;
    foreach (each, security->policies) {
        const auto *policy = static_cast<const RowSecurityPolicy *>(lfirst(each));
        if (!policy->permissive)
            return false;
        if (!is_for_everybody(policy))
            continue;
        adds = adds || (policy->polcmd == ACL_INSERT_CHR && holds_for_the_shop(policy->with_check_qual));
        sees = sees || (policy->polcmd == ACL_SELECT_CHR && holds_for_the_shop(policy->qual));
    }
    return adds && sees;
}

bool may(Oid table, AclMode right, Col column) {
    const auto attribute = static_cast<AttrNumber>(static_cast<int>(column) + 1);
    return pg_attribute_aclcheck(table, attribute, GetUserId(), right) == ACLCHECK_OK ||
           pg_class_aclcheck(table, GetUserId(), right) == ACLCHECK_OK;
}

// What the INSERT needs.
bool has_privileges(Oid table) {
    return may(table, ACL_INSERT, Col::refusal_id) && may(table, ACL_INSERT, Col::shop_id) &&
           may(table, ACL_INSERT, Col::parcel_id) && may(table, ACL_SELECT, Col::refusal_id);
}

// Whether the INSERT would do nothing but what follows here.
bool takes_rows_as_they_are(Relation refusals) {
    return ExecutorCheckPerms_hook == nullptr && refusals->rd_rules == nullptr &&
           has_only_our_triggers(refusals->trigdesc) && has_our_policies(refusals->rd_rsdesc) &&
           has_privileges(RelationGetRelid(refusals));
}

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

void fill(TupleTableSlot *slot, const Row &row) {
    ExecClearTuple(slot);
    std::copy_n(row.values(), column_count, slot->tts_values);
    std::copy_n(row.nulls(), column_count, slot->tts_isnull);
    ExecStoreVirtualTuple(slot);
}

void insert_rows(const OpenTable &table, const Row *const *rows, int count, bool *written) {
    const int room = Min(count, most_slots);
    Batch batch{make_slots(table.relation, room),
                static_cast<int *>(palloc(sizeof(int) * static_cast<std::size_t>(room))),
                static_cast<bool *>(palloc(sizeof(bool) * static_cast<std::size_t>(room))), 0};
    EState *state = CreateExecutorState();
    for (int row = 0; row < count; ++row) {
        if (rows[row] != nullptr) {
            fill(batch.slots[batch.count], *rows[row]);
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
    if (!takes_rows_as_they_are(refusals)) {
        table_close(refusals, NoLock);
        return;
    }
    const OpenTable table = open_with_indexes(refusals, column_names);
    if (has_only_our_uniqueness(table))
        insert_rows(table, rows, count, written);
    close_after_insert(table);
}

void add_rows(const Change &change, std::vector<const Row *> &rows) {
    if (change.previous)
        add_rows(*change.previous, rows);
    rows.push_back(&change.row);
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
    std::vector<const Row *> journalled;
    journalled.reserve(2 * changes.size());
    for (std::size_t index = 0; index < changes.size(); ++index)
        if (written[index]) {
            refusal_ids.insert(changes[index].refusal_id());
            in.push_back(&changes[index]);
            add_rows(changes[index], journalled);
        }
    if (refusal_ids.empty())
        return refusal_ids;
    const std::string role = current_role();
    const AsOwner owner;
    write_journal(journalled, role);
    write_effects_of(in);
    backend_call([] { CommandCounterIncrement(); }); // what the session does next sees them
    return refusal_ids;
}

} // namespace refusal::backend
