#include "backend/transition/own_table.hpp"

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

bool fires(const Trigger &trigger, CmdType command) {
    return command == CMD_INSERT ? TRIGGER_FOR_INSERT(trigger.tgtype) : TRIGGER_FOR_UPDATE(trigger.tgtype);
}

// The list is not kept while something is looked up: so the functions are named only when it has been gone through.
bool has_only_our_triggers(const TriggerDesc *triggers, CmdType command) {
    Oid checks = InvalidOid;
    Oid journals = InvalidOid;
    for (int index = 0; triggers != nullptr && index < triggers->numtriggers; ++index) {
        const Trigger &trigger = triggers->triggers[index];
        if (!fires(trigger, command))
            continue;
        Oid &there = TRIGGER_FOR_BEFORE(trigger.tgtype) ? checks : journals;
        if (OidIsValid(there) || trigger.tgenabled != TRIGGER_FIRES_ON_ORIGIN)
            return false;
        there = trigger.tgfoid;
    }
    return OidIsValid(checks) && OidIsValid(journals) && is_before_change(checks) && is_after_change(journals) &&
           SessionReplicationRole != SESSION_REPLICATION_ROLE_REPLICA;
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

// Of an INSERT the new row; of an UPDATE the one before and, by the same condition where there is no other,
// the new one.
bool lets_write(const RowSecurityPolicy *policy, CmdType command) {
    if (command == CMD_INSERT)
        return policy->polcmd == ACL_INSERT_CHR && holds_for_the_shop(policy->with_check_qual);
    return policy->polcmd == ACL_UPDATE_CHR && holds_for_the_shop(policy->qual) &&
           (policy->with_check_qual == nullptr || holds_for_the_shop(policy->with_check_qual));
}

// Whether row security lets in, and shows, a refusal of every shop that the caller sees. A policy more would
// only let in more, unless it is a restrictive one.
bool has_our_policies(const RowSecurityDesc *security, CmdType command) {
    if (security == nullptr || row_security_policy_hook_permissive != nullptr ||
        row_security_policy_hook_restrictive != nullptr)
        return false;
    bool writes = false;
    bool sees = false;
    const ListCell *each = nullptr;
    foreach (each, security->policies) {
        const auto *policy = static_cast<const RowSecurityPolicy *>(lfirst(each));
        if (!policy->permissive)
            return false;
        if (!is_for_everybody(policy))
            continue;
        writes = writes || lets_write(policy, command);
        sees = sees || (policy->polcmd == ACL_SELECT_CHR && holds_for_the_shop(policy->qual));
    }
    return writes && sees;
}

bool may(Oid table, AclMode right, std::initializer_list<Col> columns) {
    return pg_class_aclcheck(table, GetUserId(), right) == ACLCHECK_OK ||
           std::all_of(columns.begin(), columns.end(), [table, right](Col column) {
               const auto attribute = static_cast<AttrNumber>(static_cast<int>(column) + 1);
               return pg_attribute_aclcheck(table, attribute, GetUserId(), right) == ACLCHECK_OK;
           });
}

// What the statement needs.
bool has_privileges(Oid table, CmdType command) {
    if (command == CMD_INSERT)
        return may(table, ACL_INSERT, {Col::refusal_id, Col::shop_id, Col::parcel_id}) &&
               may(table, ACL_SELECT, {Col::refusal_id});
    return may(table, ACL_UPDATE, {Col::last_event}) &&
           may(table, ACL_SELECT, {Col::refusal_id, Col::last_event});
}

} // namespace

bool does_only_ours(Relation refusals, CmdType command) {
    return ExecutorCheckPerms_hook == nullptr && refusals->rd_rules == nullptr &&
           !refusals->rd_rel->relispartition && // of a table of somebody's: its bound is asked by a statement
           has_only_our_triggers(refusals->trigdesc, command) &&
           has_our_policies(refusals->rd_rsdesc, command) &&
           has_privileges(RelationGetRelid(refusals), command);
}

} // namespace refusal::backend
