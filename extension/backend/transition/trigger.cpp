#include "backend/journal/journal.hpp"
#include "backend/journal/journal_rows.hpp"
#include "backend/server/arguments.hpp"
#include "backend/server/restore.hpp"
#include "backend/transition/after.hpp"
#include "backend/transition/apply.hpp"
#include "backend/transition/request.hpp"

// The triggers on refusal.refusal: no statement passes by them, whoever runs it.
namespace refusal::backend {

namespace {

bool was_set(const TriggerData *trigger, Col col) {
    return bms_is_member(static_cast<int>(col) + 1 - FirstLowInvalidHeapAttributeNumber, trigger->tg_updatedcols);
}

constexpr std::array<Col, 5> settable{Col::state, Col::last_event, Col::last_payload, Col::last_actor,
                                      Col::last_request};

[[noreturn]] void computed_column(Col col) {
    throw core::Error("42501",
                      "column \"" + std::string(column_names.at(static_cast<std::size_t>(col))) +
                          "\" of \"refusal.refusal\" is computed",
                      {}, "Set state, last_event, last_payload, last_actor and last_request only.");
}

void refuse_computed_columns(const TriggerData *trigger) {
    for (int column = 0; column < column_count; ++column) {
        const Col col = static_cast<Col>(column);
        if (was_set(trigger, col) && std::find(settable.begin(), settable.end(), col) == settable.end())
            computed_column(col);
    }
}

std::string infer_event(const core::Machine &machine, const Row &before, const std::string &to) {
    const core::StateId from = machine.find_state(before.text(Col::state));
    const core::Inference found = machine.infer(from, machine.find_state(to));
    if (found.transition != nullptr)
        return machine.event_name(found.transition->event);
    throw core::Error("RF001",
                      std::string(found.ambiguous ? "several events lead" : "no event leads") + " from state \"" +
                          before.text(Col::state) + "\" to \"" + to + "\"",
                      events_detail(machine, from), found.ambiguous ? "Name the event in last_event." : std::string());
}

std::optional<core::Actor> actor_of(const std::string &name) {
    const std::optional<core::Actor> actor = core::find_actor(name);
    if (!actor)
        malformed("actor \"" + name.substr(0, longest_text) + "\" is not known");
    if (*actor == core::Actor::system)
        throw core::Error("RF005", "the caller may not act as system");
    return actor;
}

void take_request(EventRequest &request, const Row &given) {
    request.request_id = uuid_of(given.datum(Col::last_request), given.null(Col::last_request));
    if (request.request_id)
        request.digest = request_digest(*request.request_id,
                                        {{"call", "fire"},
                                         {"event", request.event},
                                         {"parcel", given.bigint(Col::parcel_id)},
                                         {"payload", request.payload},
                                         {"actor", given.null(Col::last_actor) ? "" : given.text(Col::last_actor)}});
}

// What a plain UPDATE asks for. A column that the statement did not set still holds what an earlier event left there.
EventRequest asked_by(const TriggerData *trigger, const Row &before, const Row &after) {
    EventRequest request;
    Row given = after;
    for (const Col col : settable)
        if (!was_set(trigger, col))
            given.set_null(col);
    const auto known = reference();
    if (!given.null(Col::last_event))
        request.event = given.text(Col::last_event);
    else if (!given.null(Col::state))
        request.event = infer_event(*known->machine, before, given.text(Col::state));
    else
        throw core::Error("RF001", "neither an event nor a new state is given");
    if (!given.null(Col::last_payload))
        request.payload = given.json(Col::last_payload);
    if (!given.null(Col::last_actor))
        request.actor = actor_of(given.text(Col::last_actor));
    take_request(request, given);
    return request;
}

void check_named_state(const TriggerData *trigger, const Row &after, const Change &change) {
    if (was_set(trigger, Col::state) && !after.null(Col::state) &&
        after.text(Col::state) != change.row.text(Col::state))
        throw core::Error("RF001", "event \"" + change.request.event + "\" leads to state \"" +
                                       change.row.text(Col::state) + "\", not \"" + after.text(Col::state) + "\"");
}

HeapTuple before_update(const TriggerData *trigger, const SpiSession &session) {
    TupleDesc descriptor = RelationGetDescr(trigger->tg_relation);
    const Row before = Row::of(trigger->tg_trigtuple, descriptor);
    if (const Change *ready = pending_change(before.bigint(Col::refusal_id))) {
        if (first_of(*ready).row.integer(Col::version) != before.integer(Col::version) + 1)
            throw std::logic_error("a change was computed for another version of the row");
        remember(*ready);
        return ready->row.form(descriptor, session.outer());
    }
    if (Asked *asked = asked_change(before.bigint(Col::refusal_id))) {
        HeapTuple stored = answer(*asked, trigger->tg_trigtuple, descriptor);
        if (stored != nullptr)
            remember(*asked->change);
        return stored;
    }
    const PinnedSearchPath path;
    refuse_computed_columns(trigger);
    const Row after = Row::of(trigger->tg_newtuple, descriptor);
    EventRequest request = asked_by(trigger, before, after);
    if (request.request_id && is_replay(before, *request.request_id, request.digest))
        return nullptr;
    const Change change = compute(before, std::move(request));
    check_named_state(trigger, after, change);
    remember(change);
    return change.row.form(descriptor, session.outer());
}

HeapTuple before_insert(const TriggerData *trigger, const SpiSession &session) {
    TupleDesc descriptor = RelationGetDescr(trigger->tg_relation);
    const Row given = Row::of(trigger->tg_trigtuple, descriptor);
    if (const Change *ready = given.null(Col::refusal_id) ? nullptr : pending_change(given.bigint(Col::refusal_id))) {
        remember(*ready);
        return ready->row.form(descriptor, session.outer());
    }
    const PinnedSearchPath path;
    for (int column = 0; column < column_count; ++column) {
        const Col col = static_cast<Col>(column);
        const bool may = col == Col::shop_id || col == Col::parcel_id ||
                         std::find(settable.begin(), settable.end(), col) != settable.end();
        if (!may && !given.null(col))
            computed_column(col);
    }
    if (given.null(Col::shop_id) || given.null(Col::parcel_id))
        malformed("\"shop_id\" and \"parcel_id\" must be given");
    EventRequest request;
    request.event = given.null(Col::last_event) ? "capture" : given.text(Col::last_event);
    if (!given.null(Col::last_payload))
        request.payload = given.json(Col::last_payload);
    if (!given.null(Col::last_actor))
        request.actor = actor_of(given.text(Col::last_actor));
    request.preferred = static_cast<core::ActorMask>(core::actor_bit(core::Actor::courier) |
                                                     core::actor_bit(core::Actor::shop));
    take_request(request, given);
    if (request.request_id && is_captured(given.integer(Col::shop_id), *request.request_id, request.digest))
        return nullptr;
    Row fresh;
    fresh.set_int64(Col::refusal_id, draw(Sequence::refusal_id));
    fresh.set(Col::shop_id, datum_value(given.datum(Col::shop_id)));
    fresh.set(Col::parcel_id, datum_value(given.datum(Col::parcel_id)));
    if (reference()->shops.count(fresh.integer(Col::shop_id)) == 0)
        throw core::Error("RF004", "shop " + std::to_string(fresh.integer(Col::shop_id)) + " does not exist");
    const Change change = compute(fresh, std::move(request));
    if (!given.null(Col::state) && given.text(Col::state) != change.row.text(Col::state))
        throw core::Error("RF001", "a refusal begins in state \"" + change.row.text(Col::state) + "\"");
    remember(change);
    return change.row.form(descriptor, session.outer());
}

TriggerData *trigger_of(FunctionCallInfo fcinfo) {
    if (!CALLED_AS_TRIGGER(fcinfo))
        throw core::Error("39P01", "function was not called as a trigger");
    return reinterpret_cast<TriggerData *>(fcinfo->context);
}

} // namespace

REFUSAL_FUNCTION(refusal_before_change) {
    TriggerData *trigger = trigger_of(fcinfo);
    const bool insert = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
    if (insert && restoring())
        return PointerGetDatum(trigger->tg_trigtuple);
    const SpiSession session;
    return PointerGetDatum(insert ? before_insert(trigger, session) : before_update(trigger, session));
}

REFUSAL_FUNCTION(refusal_after_change) {
    TriggerData *trigger = trigger_of(fcinfo);
    if (tuplestore_tuple_count(trigger->tg_newtable) == 0 ||
        (TRIGGER_FIRED_BY_INSERT(trigger->tg_event) && restoring()))
        return PointerGetDatum(nullptr);
    const std::string role = current_role();
    const SpiSession session;
    const AsOwner owner;
    write_effects(write_journal(trigger, role));
    return PointerGetDatum(nullptr);
}

// Refusals and their journal are kept; nothing that SQL can say deletes or rewrites them.
REFUSAL_FUNCTION(refusal_keep) {
    TriggerData *trigger = trigger_of(fcinfo);
    // A partition is an implementation of the journal: whoever wrote to one hears of the journal.
    const char *table = trigger->tg_relation->rd_rel->relispartition ? "event"
                                                                     : RelationGetRelationName(trigger->tg_relation);
    throw core::Error("55000", std::string("rows of \"") + table + "\" are kept as they are", {},
                      "For maintenance a superuser sets session_replication_role to replica; see "
                      "docs/maintenance.md.");
}

} // namespace refusal::backend
