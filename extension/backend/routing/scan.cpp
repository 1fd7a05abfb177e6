#include "backend/routing/network_cache.hpp"
#include "backend/server/arguments.hpp"
#include "backend/server/results.hpp"
#include "backend/tenancy/membership.hpp"
#include "backend/transition/apply.hpp"
#include "backend/transition/request.hpp"

// A scan is a fact. It is never refused for not fitting the plan: the plan gives way.
namespace refusal::backend {

namespace {

using nlohmann::json;

constexpr auto warehouse = static_cast<core::ActorMask>(core::actor_bit(core::Actor::warehouse));

struct Scan {
    std::string shop, parcel, facility_code;
    std::int32_t shop_id = 0;
    std::int32_t facility_id = 0;
    std::int64_t refusal_id = 0;
    std::optional<TimestampTz> occurred_at;
    std::optional<std::string> direction;
    std::optional<Uuid> request_id;
    Bytes digest;

    std::optional<Row> row; // the answer
    std::optional<core::Error> error;
};

bool on_the_way(const std::string &state) {
    return state == "return_planned" || state == "in_return_transit" || state == "at_sorting";
}

bool is_out(const Scan &scan, const Row &row) {
    if (scan.direction)
        return *scan.direction == "out";
    return row.boolean(Col::inside) && row.integer(Col::facility_id) == scan.facility_id &&
           row.null(Col::next_facility_id);
}

EventRequest request_of(const Scan &scan, std::string event) {
    EventRequest request;
    request.event = std::move(event);
    request.payload = {{"facility", scan.facility_code}};
    request.preferred = warehouse;
    request.request_id = scan.request_id;
    request.digest = scan.digest;
    request.occurred_at = scan.occurred_at;
    return request;
}

const char *arrival_at(core::FacilityKind kind) {
    switch (kind) {
    case core::FacilityKind::storage:
    case core::FacilityKind::depot:
    case core::FacilityKind::sorting_center:
        return "store";
    case core::FacilityKind::shop:
    case core::FacilityKind::pickup_point:
        return "ready";
    case core::FacilityKind::supplier:
        return "reach_supplier";
    case core::FacilityKind::fulfilment:
        break;
    }
    return "arrive"; // receive() counts
}

// The event that a scan of a parcel on its way stands for.
std::string event_of(const Scan &scan, Change &seen, bool out) {
    const Row &row = seen.row;
    const bool here = row.integer(Col::facility_id) == scan.facility_id && row.null(Col::next_facility_id);
    if (out) {
        const auto next = static_cast<std::size_t>(row.integer(Col::leg_no));
        const bool planned = here && next < seen.legs().size() && seen.legs()[next].from == scan.facility_id;
        return planned ? "depart" : "sight";
    }
    const bool again = here && row.boolean(Col::inside);
    if (scan.facility_id == row.integer(Col::destination_id)) {
        const core::Facility *facility = network().network->by_id(scan.facility_id);
        const std::string event = arrival_at(facility->kind);
        return event == "arrive" && again ? "sight" : event;
    }
    return again ? "sight" : "arrive";
}

bool off_the_plan(Change &seen) {
    const Row &row = seen.row;
    if (row.integer(Col::facility_id) == row.integer(Col::destination_id))
        return false;
    const auto next = static_cast<std::size_t>(row.integer(Col::leg_no));
    return next >= seen.legs().size() || seen.legs()[next].from != row.integer(Col::facility_id);
}

// The destinations to choose from anew: the rule's where a rule chose, else where the shop wanted it.
json reroute_payload(Change &seen) {
    const core::Facility *destination = network().network->by_id(seen.row.integer(Col::destination_id));
    const core::Rule *rule = seen.rule();
    if (destination == nullptr)
        return json::object();
    const bool by_rule =
        rule != nullptr && seen.row.text(Col::action) == "return" &&
        (std::find(rule->destinations.begin(), rule->destinations.end(), destination->code) !=
             rule->destinations.end() ||
         (rule->destinations.empty() && rule->destination_kind == std::string(core::name(destination->kind))));
    return by_rule ? json::object() : json{{"destination", destination->code}};
}

// After an arrival where nobody expected the parcel: a new way, or the shop's decision where there is none.
Change reroute(const Row &row) {
    Change seen(row, {}, nullptr);
    EventRequest request;
    request.event = "reroute";
    request.by_system = true;
    request.payload = reroute_payload(seen);
    try {
        return compute(row, request);
    } catch (const core::Error &error) {
        if (error.sqlstate != "RF006" && error.sqlstate != "RF002" && error.sqlstate != "RF004")
            throw;
        EventRequest ask;
        ask.event = "ask_shop";
        ask.by_system = true;
        ask.payload = {{"action", "ask_shop"},
                       {"blocked_by", error.detail.empty() ? error.what() : error.what() + (": " + error.detail)}};
        return compute(row, std::move(ask));
    }
}

// Everything that one scan leads to.
Change change_of(const Scan &scan, const Row &row) {
    const bool out = is_out(scan, row);
    const bool late = scan.occurred_at && *scan.occurred_at < row.time(Col::last_fact_at);
    const bool missing = row.text(Col::state) == "missing";
    const bool only_seen = late || !(missing || on_the_way(row.text(Col::state)));
    std::string event = missing && !only_seen ? "find" : "sight";
    if (!only_seen && !missing) {
        Change seen(row, {}, nullptr);
        event = event_of(scan, seen, out);
    }
    EventRequest request = request_of(scan, event);
    if (event == "sight")
        request.payload["direction"] = out ? "out" : "in";
    Change change = compute(row, std::move(request));
    if (only_seen)
        return change;
    const Row after = change.row;
    if (missing && scan.facility_id == after.integer(Col::destination_id)) {
        const std::string arrival = arrival_at(network().network->by_id(scan.facility_id)->kind);
        if (arrival == "arrive")
            return change;
        EventRequest arrived = request_of(scan, arrival);
        arrived.request_id.reset(); // it is spent on `find`
        arrived.digest.clear();
        Change next = compute(after, std::move(arrived));
        return followed_by(std::move(change), std::move(next));
    }
    Change seen(after, {}, nullptr);
    if (after.text(Col::state) != "at_sorting" || !after.boolean(Col::inside) || !off_the_plan(seen))
        return change;
    Change next = reroute(after);
    return followed_by(std::move(change), std::move(next));
}

void read_scan(Scan &scan, const json &object) {
    static constexpr std::array<const char *, 6> names{"shop",        "parcel",    "facility",
                                                       "occurred_at", "direction", "request_id"};
    check_members(object, names, "scans");
    scan.shop = text_member(object, "shop", true);
    scan.parcel = text_member(object, "parcel", true);
    scan.facility_code = text_member(object, "facility", true);
    if (std::string direction = text_member(object, "direction", false); !direction.empty()) {
        if (direction != "in" && direction != "out")
            malformed("\"direction\" must be in or out");
        scan.direction = std::move(direction);
    }
    if (const std::string id = text_member(object, "request_id", false); !id.empty()) {
        scan.request_id = parse_uuid(id);
        if (!scan.request_id)
            malformed("\"request_id\" must be a uuid");
        json call = object;
        call["call"] = "scan";
        scan.digest = request_digest(*scan.request_id, call);
    }
    if (object.contains("occurred_at")) {
        scan.occurred_at = parse_time(object.at("occurred_at"), "occurred_at");
        if (scan.occurred_at)
            check_occurred_at(*scan.occurred_at);
    }
}

void find_facility(Scan &scan) {
    const auto known = reference();
    scan.shop_id = visible_shop(*known, scan.shop).id;
    const NetworkView view = network();
    const core::Facility *facility = view.network->by_code(scan.facility_code);
    if (facility == nullptr || (facility->shop_id != 0 && facility->shop_id != scan.shop_id))
        throw core::Error("RF004", "facility \"" + scan.facility_code + "\" does not exist");
    scan.facility_id = facility->id;
}

// The parcel's open refusal, else its last: a retry may come after the end.
Row lock_scanned(Scan &scan) {
    static Statement find("SELECT p.parcel_id, r.refusal_id FROM refusal.parcel p "
                          "LEFT JOIN refusal.refusal r USING (parcel_id) "
                          "WHERE p.shop_id = $1 AND p.number = $2 "
                          "ORDER BY r.is_open DESC NULLS LAST, r.refusal_id DESC LIMIT 1",
                          {INT4OID, TEXTOID});
    {
        const AsOwner owner;
        const Rows rows = find.run({value(scan.shop_id), value(scan.parcel)}, Statement::Snapshot::fresh);
        if (rows.empty())
            throw core::Error("RF004", "parcel \"" + scan.parcel + "\" does not exist");
        if (rows.is_null(0, 2))
            throw core::Error("RF004", "parcel \"" + scan.parcel + "\" has no open refusal");
        scan.refusal_id = rows.bigint(0, 2);
    }
    return lock_refusal(scan.refusal_id);
}

void write_scan(Scan &scan) {
    find_facility(scan);
    const Row row = lock_scanned(scan);
    if (scan.request_id && is_replay(row, *scan.request_id, scan.digest)) {
        scan.row = row;
        return;
    }
    if (!row.boolean(Col::is_open))
        throw core::Error("RF004", "parcel \"" + scan.parcel + "\" has no open refusal");
    std::vector<Change> changes;
    changes.push_back(with_outcome(change_of(scan, row), nullptr));
    update_rows(changes);
    scan.row = changes.front().row;
}

} // namespace

REFUSAL_FUNCTION(refusal_scan) {
    json object = {{"shop", required_text(fcinfo, 0, "shop")},
                   {"parcel", required_text(fcinfo, 1, "parcel")},
                   {"facility", required_text(fcinfo, 2, "facility")}};
    if (const auto time = optional_occurred_at(fcinfo, 3))
        object["occurred_at"] = time_text(*time);
    if (const auto direction = optional_text(fcinfo, 4, "direction"))
        object["direction"] = *direction;
    if (const auto request_id = optional_uuid(fcinfo, 5))
        object["request_id"] = uuid_text(*request_id);
    const SpiSession session;
    Scan scan;
    read_scan(scan, object);
    write_scan(scan);
    return row_datum(*scan.row, session.outer());
}

// One after another: two scans of one parcel in a batch must be taken in their order.
REFUSAL_FUNCTION(refusal_scan_many) {
    if (PG_ARGISNULL(0))
        malformed("argument \"scans\" must not be null");
    const json objects = optional_json(fcinfo, 0);
    if (!objects.is_array())
        malformed("\"scans\" must be a JSON array");
    ResultSet results(fcinfo);
    const SpiSession session;
    for (std::size_t index = 0; index < objects.size(); ++index) {
        Scan scan;
        // Whatever is reported was found out before anything was written.
        keep_reported(scan.error, [&] {
            read_scan(scan, objects[index]);
            write_scan(scan);
        });
        results.add({value(static_cast<std::int32_t>(index + 1)),
                     scan.row ? value(scan.refusal_id) : null_value(),
                     scan.row ? value(scan.row->text(Col::state)) : null_value(),
                     scan.error ? value(scan.error->sqlstate) : null_value(),
                     scan.error ? value(std::string(scan.error->what())) : null_value()});
        check_interrupts();
    }
    PG_RETURN_VOID();
}

} // namespace refusal::backend
