#include "backend/decision/lint.hpp"
#include "backend/decision/scenario_cache.hpp"
#include "backend/server/restore.hpp"
#include "backend/tenancy/membership.hpp"
#include "backend/transition/row_trigger.hpp"

// BEFORE ROW triggers of refusal.scenario and refusal.rule: an activated scenario never changes. They look up as the
// tables' owner, for what they guard does not depend on what the writer may see.
namespace refusal::backend {

namespace {

// Locks the scenario against an activation, which would not see the rule that is being written.
void check_is_draft(std::int32_t scenario_id) {
    static Statement status("SELECT status, shop_id FROM refusal.scenario WHERE scenario_id = $1 FOR SHARE", {INT4OID});
    const SpiSession session;
    std::string found;
    std::int32_t shop_id = 0;
    {
        const AsOwner owner;
        const Rows rows = status.run({value(scenario_id)});
        // None: deleted with its rules, or unknown, which the foreign key says.
        if (rows.empty())
            return;
        found = rows.text(0, 1);
        shop_id = rows.integer(0, 2);
    }
    // Of another shop's nothing is told: row security refuses the rule next.
    if (found != "draft" && sees_shop(shop_id))
        throw core::Error("55000", "rules of scenario " + std::to_string(scenario_id) + " cannot be changed",
                          "The scenario has been activated.", "Copy its rules into a new draft.");
}

// When it begins; none: never.
std::optional<TimestampTz> beginning(const Value &valid) {
    static Statement lower("SELECT lower($1)", {TSTZRANGEOID});
    const SpiSession session;
    const Rows rows = lower.run({valid});
    return rows.is_null(0, 1) ? std::nullopt : std::optional(DatumGetTimestampTz(rows.get(0, 1).datum));
}

void check_errors(const Image &after) {
    const auto compiled = scenario(after.int4("scenario_id"));
    if (!compiled)
        throw core::Error("RF004", "scenario " + std::to_string(after.int4("scenario_id")) + " does not exist");
    check_scenario(*compiled, after.int4("shop_id"), beginning(after.get("valid")).value_or(GetCurrentTimestamp()));
}

// Until it begins it may be put off or called off; then its end alone is moved, and only while that lies ahead. What
// began with this transaction has decided nothing yet.
bool keeps_its_past(const Value &before, const Value &after, bool retired) {
    static Statement check(
        "SELECT $1 = $2 OR CASE WHEN isempty($1) OR lower($1) > clock_timestamp() OR lower($1) = now() "
        "THEN isempty($2) OR (NOT $3 AND lower_inc($2) AND lower($2) >= now()) "
        "ELSE lower($1) IS NOT DISTINCT FROM lower($2) AND lower_inc($1) = lower_inc($2) "
        "AND coalesce(upper($2) >= now(), NOT isempty($2)) "
        "AND ($2 <@ $1 OR (NOT $3 AND upper($1) >= now())) END",
        {TSTZRANGEOID, TSTZRANGEOID, BOOLOID});
    const SpiSession session;
    const Rows rows = check.run({before, after, value(retired)});
    return !rows.is_null(0, 1) && rows.boolean(0, 1);
}

void check_activated(const Image &before, const Image &after) {
    const std::string status = before.text("status");
    const std::string next = after.text("status");
    const bool same = before.int4("scenario_id") == after.int4("scenario_id") &&
                      before.int4("shop_id") == after.int4("shop_id") &&
                      before.int4("version") == after.int4("version");
    const bool status_goes_on = next == status || (status == "active" && next == "retired");
    if (!same || !status_goes_on ||
        !keeps_its_past(before.get("valid"), after.get("valid"), status == "retired"))
        throw core::Error("55000",
                          "scenario " + std::to_string(before.int4("scenario_id")) + " cannot be changed",
                          "It has been activated: only the time that lies ahead of it can still change.",
                          "Make a new draft, and activate that.");
    const std::optional<TimestampTz> begins = beginning(after.get("valid"));
    if (begins && begins != beginning(before.get("valid")))
        check_errors(after);
}

} // namespace

REFUSAL_FUNCTION(refusal_keep_rules) {
    const RowTrigger trigger(fcinfo);
    if (trigger.inserts() && restoring())
        return trigger.as_written();
    if (!trigger.inserts())
        check_is_draft(trigger.before().int4("scenario_id"));
    if (!trigger.deletes())
        check_is_draft(trigger.after().int4("scenario_id"));
    return trigger.as_written();
}

REFUSAL_FUNCTION(refusal_keep_scenario) {
    const RowTrigger trigger(fcinfo);
    if (trigger.inserts()) {
        if (trigger.after().text("status") != "draft" && !restoring())
            throw core::Error("55000", "a scenario begins as a draft", {},
                              "Insert it as a draft with its rules, then call refusal.activate_scenario().");
        return trigger.as_written();
    }
    const Image &before = trigger.before();
    const bool draft = before.text("status") == "draft";
    if (trigger.deletes()) {
        if (!draft)
            throw core::Error("55000",
                              "scenario " + std::to_string(before.int4("scenario_id")) + " cannot be deleted",
                              "It has been activated: refusals were decided by it.");
    } else if (!draft) {
        check_activated(before, trigger.after());
    } else if (trigger.after().text("status") != "draft") {
        check_errors(trigger.after());
    }
    return trigger.as_written();
}

} // namespace refusal::backend
