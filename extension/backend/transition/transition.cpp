#include "backend/decision/decision.hpp"
#include "backend/decision/scenario_cache.hpp"
#include "backend/journal/journal.hpp"
#include "backend/routing/network_cache.hpp"
#include "backend/routing/places.hpp"
#include "backend/routing/route_rows.hpp"
#include "backend/server/arguments.hpp"
#include "backend/tenancy/membership.hpp"
#include "backend/transition/change.hpp"
#include "backend/transition/stored_payload.hpp"

// One event through the machine: is it in order, may the caller fire it, does its guard hold, what does the row become.
namespace refusal::backend {

std::string events_detail(const core::Machine &machine, core::StateId from) {
    std::string allowed;
    for (const core::Transition &other : machine.events(from))
        allowed += (allowed.empty() ? "" : ", ") + machine.event_name(other.event);
    return allowed.empty() ? "No event is allowed in this state." : "Events of this state: " + allowed + ".";
}

namespace {

using core::Actor;

// `money` follows the shop's books, not the parcel: it is journalled in every state, terminal ones included.
constexpr std::string_view money_event = "money";
constexpr core::ActorMask money_actors =
    static_cast<core::ActorMask>(core::actor_bit(Actor::shop) | core::actor_bit(Actor::supervisor));

void find_transition(Change &change) {
    const core::Machine &machine = change.machine();
    const std::string from_name = change.row.text(Col::state);
    const core::StateId from = from_name.empty() ? core::not_recorded : machine.find_state(from_name);
    change.transition = machine.transition(from, machine.find_event(change.request.event));
    if (change.transition != nullptr || (change.request.event == money_event && !from_name.empty()))
        return;
    throw core::Error("RF001",
                      "event \"" + change.request.event + "\" is not allowed in state \"" + from_name + "\"",
                      events_detail(machine, from));
}

Actor only_one(core::ActorMask mask) { return static_cast<Actor>(mask); }

void find_actor(Change &change) {
    const core::ActorMask admitted = change.transition != nullptr ? change.transition->actors : money_actors;
    if (change.request.by_system) {
        if ((admitted & core::actor_bit(Actor::system)) == 0)
            throw core::Error("RF005", "event \"" + change.request.event + "\" is not for the system here",
                              "It is for: " + core::names_of(admitted) + ".");
        change.actor = Actor::system;
        return;
    }
    const std::int32_t facility = change.payload_facility();
    const core::ActorMask mine =
        actors_of_caller(change.row.integer(Col::shop_id), change.row.text(Col::supplier),
                         facility != 0 ? facility : change.row.integer(Col::facility_id));
    auto fitting = static_cast<core::ActorMask>(mine & admitted & ~core::actor_bit(Actor::system));
    if (change.request.actor)
        fitting = static_cast<core::ActorMask>(fitting & core::actor_bit(*change.request.actor));
    else if ((fitting & change.request.preferred) != 0)
        fitting = static_cast<core::ActorMask>(fitting & change.request.preferred);
    if (fitting == 0) {
        const std::string who = change.request.actor ? "as " + std::string(core::actor_name(*change.request.actor))
                                                     : std::string("here");
        throw core::Error("RF005", "the caller may not fire \"" + change.request.event + "\" " + who,
                          "It is for: " + core::names_of(admitted) + ".",
                          "An administrator gives a role its actors in refusal.membership.");
    }
    if (!std::has_single_bit(fitting)) {
        if (change.request.preferred == 0)
            throw core::Error("RF005", "the caller may fire \"" + change.request.event + "\" as several actors",
                              "They are: " + core::names_of(fitting) + ".", "Name one of them as the actor.");
        fitting = static_cast<core::ActorMask>(fitting & -fitting);
    }
    change.actor = only_one(fitting);
}

void find_times(Change &change) {
    change.now = change.request.now ? *change.request.now : GetCurrentTimestamp();
    std::optional<TimestampTz> given = change.request.occurred_at;
    const auto in_payload = change.request.payload.find("occurred_at");
    if (!given && in_payload != change.request.payload.end())
        given = parse_time(*in_payload, "occurred_at");
    if (given)
        check_occurred_at(*given);
    change.request.payload.erase("occurred_at");
    change.occurred_at = given.value_or(change.now);
}

// In order, the caller's to fire, and not blocked. What a capture records comes before who may record it.
void admit(Change &change, bool capture) {
    find_transition(change);
    check_payload(change);
    find_times(change);
    if (capture)
        capture_effects(change);
    find_actor(change);
    if (change.transition == nullptr || change.transition->guard == core::Guard::none)
        return;
    if (std::optional<Blocked> blocked = check_guard(change, change.transition->guard))
        throw std::move(blocked->error);
}

// A wait has a deadline where the rule sets one; an event that only looks on leaves it as it is.
void set_deadline(Change &change, const std::string &to) {
    const std::string &event = change.request.event;
    Row &row = change.row;
    if (event == "sight" || event == money_event)
        return;
    std::optional<core::Micros> wait;
    const core::Rule *rule = change.rule();
    if (to == "awaiting_decision") {
        wait = rule != nullptr ? rule->decide_within : std::nullopt;
        if (event == "escalate")
            wait = std::max(wait.value_or(0), core::micros_per_hour);
    } else if (to == "held") {
        wait = rule != nullptr ? rule->hold_for : std::nullopt;
        if (const auto until = change.request.payload.find("until"); until != change.request.payload.end())
            wait = *parse_time(*until, "until") - change.now;
    } else if (to == "refused") {
        wait = 0; // decided in the same call, or else by run_due()
    }
    if (wait)
        row.set_time(Col::deadline_at, core::later(change.now, std::max<core::Micros>(*wait, 0)));
    else
        row.set_null(Col::deadline_at);
}

void finish(Change &change, const Row &before) {
    Row &row = change.row;
    const std::string from = before.text(Col::state);
    const core::Machine &machine = change.machine();
    const core::StateId to_state =
        change.transition != nullptr ? change.transition->to : machine.find_state(from);
    const std::string &to = machine.state_name(to_state);
    set_deadline(change, to);
    row.set(Col::previous_state, from.empty() ? null_value() : value(from));
    row.set_text(Col::state, to);
    row.set_boolean(Col::is_open, !machine.terminal(to_state));
    row.set_int32(Col::version, before.integer(Col::version) + 1);
    row.set_time(Col::updated_at, change.now);
    row.set_text(Col::last_event, change.request.event);
    const StoredPayload payload = stored_payload(change.request);
    row.set(Col::last_payload, payload.jsonb);
    row.set_text(Col::last_actor, core::actor_name(change.actor));
    row.set(Col::last_request, uuid_value(change.request.request_id));
    row.set(Col::last_digest, change.request.digest.empty() ? null_value() : bytes_value(change.request.digest));
    row.set_time(Col::last_occurred_at, change.occurred_at);
    const std::int32_t at = change.payload_facility();
    row.set_id(Col::last_facility_id, at != 0 ? at : row.integer(Col::facility_id));
    row.set_int64(Col::event_id, draw(Sequence::event_id));
    row.set(Col::hash, bytes_value(event_hash(before.bytes(Col::hash), HashedEvent::of(row, payload.text))));
}

} // namespace

Change::Change(Row before, EventRequest asked, const std::shared_ptr<Parcels> &parcels)
    : row(std::move(before)), request(std::move(asked)), reference_(reference()), parcels_(parcels) {}

const Parcel &Change::parcel() {
    if (parcels_ == nullptr) {
        parcels_ = std::make_shared<Parcels>(std::vector{row.bigint(Col::parcel_id)});
        if (row.null(Col::state))
            parcels_->lock();
    }
    return parcels_->get(row.bigint(Col::parcel_id));
}

const core::Facts &Change::facts() {
    if (!request.facts)
        request.facts = std::make_shared<const core::Facts>(facts_of(*this));
    return *request.facts;
}

std::vector<LineChange> &Change::lines() {
    if (lines_)
        return *lines_;
    static Statement stored("SELECT line_no, shipped, accepted, refused, received, damaged, surplus, wrong_item, "
                            "supplier FROM refusal.line WHERE refusal_id = $1 ORDER BY line_no",
                            {INT8OID});
    const AsOwner owner;
    const Rows rows = stored.run({value(refusal_id())});
    lines_.emplace();
    for (std::size_t row_no = 0; row_no < rows.size(); ++row_no)
        lines_->push_back({rows.integer(row_no, 1), rows.integer(row_no, 2), rows.integer(row_no, 3),
                           rows.integer(row_no, 4), rows.integer(row_no, 5), rows.integer(row_no, 6),
                           rows.integer(row_no, 7), rows.integer(row_no, 8), rows.optional_text(row_no, 9)});
    return *lines_;
}

std::vector<LinePart> &Change::parts() {
    if (parts_)
        return *parts_;
    static Statement stored("SELECT line_no, part, quantity, grade::text, disposition, repacked_at, location::text, "
                            "document::text, reship_parcel_id FROM refusal.line_result WHERE refusal_id = $1 "
                            "ORDER BY line_no, part",
                            {INT8OID});
    const AsOwner owner;
    const Rows rows = stored.run({value(refusal_id())});
    parts_.emplace();
    for (std::size_t row_no = 0; row_no < rows.size(); ++row_no) {
        LinePart part{rows.integer(row_no, 1), rows.integer(row_no, 2), rows.integer(row_no, 3), rows.text(row_no, 4),
                      rows.text(row_no, 5), std::nullopt, rows.optional_text(row_no, 7),
                      rows.optional_text(row_no, 8), std::nullopt};
        if (!rows.is_null(row_no, 6))
            part.repacked_at = DatumGetTimestampTz(rows.get(row_no, 6).datum);
        if (!rows.is_null(row_no, 9))
            part.reship_parcel_id = rows.bigint(row_no, 9);
        parts_->push_back(std::move(part));
    }
    return *parts_;
}

const std::vector<core::Leg> &Change::legs() {
    if (legs_)
        return *legs_;
    legs_.emplace();
    if (row.null(Col::route_id))
        return *legs_;
    static Statement stored("SELECT legs FROM refusal.route WHERE route_id = $1", {INT8OID});
    const AsOwner owner;
    const Rows rows = stored.run({value(row.bigint(Col::route_id))});
    if (!rows.empty())
        *legs_ = legs_of(*network().network, rows.get(0, 1).datum);
    return *legs_;
}

std::shared_ptr<const core::Scenario> Change::scenario() {
    if (!scenario_ && !row.null(Col::scenario_id))
        scenario_ = backend::scenario(row.integer(Col::scenario_id));
    return scenario_;
}

const core::Rule *Change::rule() {
    if (request.rule && request.rule->id == row.integer(Col::rule_id))
        return request.rule.get();
    if (row.null(Col::rule_id) || !scenario())
        return nullptr;
    return scenario()->rule(row.integer(Col::rule_id));
}

std::optional<std::string> Change::payload_text(const char *key) {
    const auto found = request.payload.find(key);
    if (found == request.payload.end() || found->is_null())
        return std::nullopt;
    if (!found->is_string())
        malformed("payload key \"" + std::string(key) + "\" must be a string");
    auto text = found->get<std::string>();
    check_text(text, key);
    return text;
}

std::int32_t Change::payload_facility() {
    const std::optional<std::string> code = payload_text("facility");
    if (!code)
        return 0;
    const NetworkView view = network();
    const core::Facility *facility = view.network->by_code(*code);
    if (facility == nullptr || (facility->shop_id != 0 && facility->shop_id != row.integer(Col::shop_id)))
        throw core::Error("RF004", "facility \"" + *code + "\" does not exist");
    return facility->id;
}

Change compute(const Row &before, EventRequest asked, const std::shared_ptr<Parcels> &parcels) {
    Change change(before, std::move(asked), parcels);
    const bool capture = before.null(Col::state);
    admit(change, capture);
    if (!capture)
        apply_effects(change);
    finish(change, before);
    if (!change.effects.route)
        give_up_places(before, change.row);
    return change;
}

Change rehearse(const Row &before, EventRequest asked, const std::shared_ptr<Parcels> &parcels) {
    Change change(before, std::move(asked), parcels);
    admit(change, false);
    if (change.request.event == "plan_return")
        find_route(change);
    return change;
}

Change followed_by(Change first, Change next) {
    next.previous = std::make_unique<Change>(std::move(first));
    return next;
}

const Change &first_of(const Change &change) {
    const Change *first = &change;
    while (first->previous)
        first = first->previous.get();
    return *first;
}

void add_rows(const Change &change, std::vector<const Row *> &rows) {
    if (change.previous)
        add_rows(*change.previous, rows);
    rows.push_back(&change.row);
}

} // namespace refusal::backend
