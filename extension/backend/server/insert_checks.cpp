#include "backend/server/insert_checks.hpp"

#include "backend/server/spi.hpp"

namespace refusal::backend {

namespace {

// In order. They say of refusal.line what the trigger computes; PostgreSQL reads a CHECK anew from its text
// for every statement.
constexpr std::array<std::string_view, 9> own_checks{
    "faults_within_received", "line_accepted_check",     "line_damaged_check",
    "line_received_check",    "line_refused_check",      "line_surplus_check",
    "line_wrong_item_check",  "received_within_refused", "shipped_is_conserved"};

// What maintain() adds to the journal's default partition must not stop who writes there, see add_months().
bool is_own(std::string_view check) {
    return check.starts_with("none_of_") || std::binary_search(own_checks.begin(), own_checks.end(), check);
}

bool fires(const Trigger &trigger, bool is_partition) {
    return TRIGGER_FOR_INSERT(trigger.tgtype) && (TRIGGER_FOR_ROW(trigger.tgtype) || !is_partition);
}

// It is the owner who checks, and not by the caller's path.
void check_each(Relation table, const ConstrCheck &check, TupleTableSlot **rows, int count, EState *state) {
    auto *condition = static_cast<Expr *>(stringToNode(check.ccbin));
    ExprState *prepared = ExecPrepareExpr(condition, state);
    const int pinned = pin_search_path();
    for (int row = 0; row < count; ++row) {
        ExprContext *context = GetPerTupleExprContext(state);
        rows[row]->tts_tableOid = RelationGetRelid(table);
        context->ecxt_scantuple = rows[row];
        if (!ExecCheck(prepared, context))
            ereport(ERROR, (errcode(ERRCODE_CHECK_VIOLATION),
                            errmsg("new row for relation \"%s\" violates check constraint \"%s\"",
                                   RelationGetRelationName(table), check.ccname),
                            errtableconstraint(table, check.ccname)));
        ResetPerTupleExprContext(state);
    }
    unpin_search_path(pinned);
}

} // namespace

void refuse_unfired(Relation table) {
    const char *name = RelationGetRelationName(table);
    // What comes by way of the partitioned table sets off what that one has, and of its partitions the row
    // triggers.
    const bool is_partition = table->rd_rel->relispartition;
    const TriggerDesc *triggers = table->trigdesc;
    for (int at = 0; triggers != nullptr && at < triggers->numtriggers; ++at)
        if (const Trigger &trigger = triggers->triggers[at]; fires(trigger, is_partition))
            ereport(ERROR,
                    (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                     errmsg("table \"%s\" takes no triggers on INSERT", name),
                     trigger.tgisinternal
                         ? errdetail("A foreign key, or a constraint that can be deferred, is one.")
                         : errdetail("It has \"%s\".", trigger.tgname),
                     errhint("Drop it and follow the feed: refusal.read_feed(), refusal.subscribe().")));
    if (is_partition)
        return;
    const RuleLock *rules = table->rd_rules;
    for (int at = 0; rules != nullptr && at < rules->numLocks; ++at)
        if (rules->rules[at]->event == CMD_INSERT)
            ereport(ERROR,
                    (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                     errmsg("table \"%s\" takes no rules on INSERT", name),
                     errhint("Drop them and follow the feed: refusal.read_feed(), refusal.subscribe().")));
}

void check_rows(Relation table, TupleTableSlot **rows, int count, EState *state) {
    const TupleConstr *constraints = RelationGetDescr(table)->constr;
    for (int at = 0; constraints != nullptr && at < constraints->num_check; ++at)
        if (const ConstrCheck &check = constraints->check[at]; !is_own(check.ccname) && is_enforced(check))
            check_each(table, check, rows, count, state);
}

} // namespace refusal::backend
