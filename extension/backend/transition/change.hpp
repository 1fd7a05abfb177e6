#pragma once

#include "backend/capture/parcel.hpp"
#include "backend/tenancy/reference.hpp"
#include "backend/transition/row.hpp"
#include "core/planner.hpp"
#include "core/scenario.hpp"

// One event on its way into a refusal: what was asked for, and what comes of it. Everything is computed here, before
// anything is written. Of a statement the BEFORE ROW trigger puts it into the row, the AFTER STATEMENT trigger writes the
// rest.
namespace refusal::backend {

struct NewRoute;

struct EventRequest {
    std::string event;
    nlohmann::json payload = nlohmann::json::object();
    std::optional<core::Actor> actor; // absent: the caller's only fitting one
    core::ActorMask preferred = 0;    // a function that knows who usually calls it settles between several
    bool by_system = false;           // fired by pg_refusal itself, never by argument
    std::optional<Uuid> request_id;
    Bytes digest; // of what was passed; empty without request_id
    std::optional<TimestampTz> occurred_at;
    std::shared_ptr<const core::Facts> facts; // where they are known already
    bool tells_facts = false;                 // they go into the journal with the payload
    std::shared_ptr<const core::Rule> rule;   // that decides, where it is known already
    std::optional<TimestampTz> now;           // when it is weighed; absent: by the server's clock
    std::shared_ptr<const NewRoute> assigned; // the plan that it got among a batch
};

struct LineChange {
    std::int32_t line_no = 0;
    std::int32_t shipped = 0, accepted = 0, refused = 0;
    std::int32_t received = 0, damaged = 0, surplus = 0, wrong_item = 0;
    std::optional<std::string> supplier;
};

struct LinePart {
    std::int32_t line_no = 0;
    std::int32_t part = 0;
    std::int32_t quantity = 0;
    std::string grade;
    std::string disposition;
    std::optional<TimestampTz> repacked_at;
    std::optional<std::string> location, document;
    std::optional<std::int64_t> reship_parcel_id;
};

struct NewRoute {
    std::int64_t route_id = 0;
    std::int32_t origin_id = 0;
    TimestampTz ready_at = 0;
    core::Plan plan;
};

// What is written beside the row.
struct Effects {
    std::vector<LineChange> lines;  // all of the refusal's, when they change
    std::vector<LinePart> parts;    // all of the refusal's, when they change
    bool parts_changed = false;
    std::optional<NewRoute> route;
    nlohmann::json recipient; // merged into parcel.recipient; null: nothing
    std::optional<std::string> region; // of the parcel, where a corrected address changes it
    std::int32_t depot_id = 0;         // the same; 0: as it was
};

// Why an event may not happen.
struct Blocked {
    std::string guard;
    core::Error error;
};

// The event being computed, with what it needs, loaded when it is first asked for.
class Change {
public:
    Change(Row before, EventRequest asked, const std::shared_ptr<Parcels> &parcels);

    Row row; // as it will be
    EventRequest request;
    Effects effects;
    const core::Transition *transition = nullptr; // null: `money`, which is outside the machine
    core::Actor actor = core::Actor::system;
    TimestampTz now = 0;
    TimestampTz occurred_at = 0;
    std::unique_ptr<Change> previous; // that the same statement writes before this one; null: it is the first

    [[nodiscard]] const Reference &known() const { return *reference_; }
    [[nodiscard]] const core::Machine &machine() const { return *reference_->machine; }
    [[nodiscard]] const Shop &shop() const { return reference_->shops.at(row.integer(Col::shop_id)); }
    [[nodiscard]] std::int64_t refusal_id() const { return row.bigint(Col::refusal_id); }
    const Parcel &parcel();
    std::vector<LineChange> &lines(); // as stored, to be edited; stored again when lines_touched
    void set_lines(std::vector<LineChange> lines) { lines_ = std::move(lines); } // whatever is stored
    std::vector<LinePart> &parts();
    const std::vector<core::Leg> &legs(); // of the route in force; empty: none
    std::shared_ptr<const core::Scenario> scenario();
    const core::Rule *rule(); // that decided, if a rule did

    // payload.facility as an id; absent: 0. Unknown or another shop's: RF004.
    std::int32_t payload_facility();
    std::optional<std::string> payload_text(const char *key);

    std::optional<NewRoute> planned;    // found by route_exists, used by the effect
    std::vector<core::FullDeparture> lost; // whose last place went to another planner meanwhile
    const core::Facts &facts();         // as the rules see the refusal; a capture's decide it in the same call

private:
    std::shared_ptr<const Reference> reference_;
    std::shared_ptr<Parcels> parcels_;
    std::optional<std::vector<LineChange>> lines_;
    std::optional<std::vector<LinePart>> parts_;
    std::optional<std::vector<core::Leg>> legs_;
    std::shared_ptr<const core::Scenario> scenario_;
};

// Checks the machine, the actor and the guard, computes the row, its version, event_id and hash. Errors are
// core::Error and leave nothing behind. stored: the row as it is, null before a capture.
Change compute(const Row &before, EventRequest asked, const std::shared_ptr<Parcels> &parcels = nullptr);

// The same up to where something would be written: with the same errors, and the route that the event would take. The
// row stays as it was and nothing is drawn from a sequence, so a standby may do it. Not for a capture.
Change rehearse(const Row &before, EventRequest asked, const std::shared_ptr<Parcels> &parcels = nullptr);

// The two as one statement writes them: the row as `next` leaves it, the journal and the effects of both.
Change followed_by(Change first, Change next);
const Change &first_of(const Change &change);
void add_rows(const Change &change, std::vector<const Row *> &rows); // that it leaves one after another

// What error RF001 says of a state: the events that it has.
std::string events_detail(const core::Machine &machine, core::StateId from);

// The guard's verdict on one event, for compute() and allowed_events().
std::optional<Blocked> check_guard(Change &change, core::Guard guard);

// The route that the event takes, where its guard has not found it already. RF006
void find_route(Change &change);

// The part of a change that its event's name stands for.
void capture_effects(Change &change);
void apply_effects(Change &change);

// Where every payload key is known, and its value has the right shape.
void check_payload(const Change &change);

} // namespace refusal::backend
