#include "backend/transition/row_trigger.hpp"

// Triggers of refusal.parcel and refusal.parcel_line: what was refused stays as it was shipped. They do what foreign keys
// would, at the rare end: a key would look for its parcel and its lines once more at every capture, which has just
// locked and read them. A capture holds its parcel until it commits, so whoever has the parcel sees all its refusals.
namespace refusal::backend {

namespace {

core::Error kept(const std::string &what) { return {"23001", what + " is kept as it is", "It has been refused."}; }

bool is_true(Statement &statement, std::initializer_list<Value> values) {
    return statement.run(values, Statement::Snapshot::fresh).boolean(0, 1);
}

bool fired_by_truncate(FunctionCallInfo fcinfo) {
    return CALLED_AS_TRIGGER(fcinfo) &&
           TRIGGER_FIRED_BY_TRUNCATE(reinterpret_cast<const TriggerData *>(fcinfo->context)->tg_event);
}

Datum check_truncate(const char *what) {
    static Statement any("SELECT EXISTS (SELECT FROM refusal.refusal)", {});
    const SpiSession session;
    const AsOwner owner;
    if (is_true(any, {}))
        throw kept(what);
    return PointerGetDatum(nullptr);
}

} // namespace

// The row is locked by the statement that fires the trigger.
REFUSAL_FUNCTION(refusal_keep_parcel) {
    static Statement refused("SELECT EXISTS (SELECT FROM refusal.refusal WHERE parcel_id = $1)", {INT8OID});
    if (fired_by_truncate(fcinfo))
        return check_truncate("every parcel");
    const RowTrigger trigger(fcinfo);
    const SpiSession session;
    const AsOwner owner;
    const Value parcel = trigger.before().get("parcel_id");
    if (is_true(refused, {parcel}))
        throw kept("parcel " + std::to_string(DatumGetInt64(parcel.datum)));
    return trigger.as_written();
}

REFUSAL_FUNCTION(refusal_keep_parcel_line) {
    static Statement lock("SELECT FROM refusal.parcel WHERE parcel_id = $1 FOR NO KEY UPDATE", {INT8OID});
    static Statement refused("SELECT EXISTS (SELECT FROM (SELECT refusal_id FROM refusal.refusal WHERE parcel_id = $1 OFFSET 0) r "
                             "CROSS JOIN LATERAL (SELECT FROM refusal.line l "
                             "WHERE l.refusal_id = r.refusal_id AND l.line_no = $2 OFFSET 0) l)",
                             {INT8OID, INT4OID});
    if (fired_by_truncate(fcinfo))
        return check_truncate("every line of a parcel");
    const RowTrigger trigger(fcinfo);
    const SpiSession session;
    const AsOwner owner;
    const Value parcel = trigger.before().get("parcel_id");
    lock.run({parcel});
    if (is_true(refused, {parcel, trigger.before().get("line_no")}))
        throw kept("line " + std::to_string(trigger.before().int4("line_no")) + " of parcel " +
                   std::to_string(DatumGetInt64(parcel.datum)));
    return trigger.as_written();
}

} // namespace refusal::backend
