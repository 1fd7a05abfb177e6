#include "backend/after.hpp"

#include "backend/direct_insert.hpp"
#include "backend/network_cache.hpp"
#include "backend/relay.hpp"
#include "backend/route_rows.hpp"
#include "backend/settings.hpp"

namespace refusal::backend {

namespace {

struct Waiting {
    std::int64_t refusal_id = 0;
    std::int64_t parcel_id = 0;
    std::int32_t shop_id = 0;
    std::string event, state; // what its listeners are told, with the version
    std::int32_t version = 0;
    Effects effects;
    std::vector<const Row *> rows_before;
};

std::unordered_map<std::int64_t, Waiting> waiting; // by event_id

void drop_at_end(XactEvent event, void * /*unused*/) {
    if (event != XACT_EVENT_PRE_COMMIT && event != XACT_EVENT_PARALLEL_PRE_COMMIT &&
        event != XACT_EVENT_PRE_PREPARE)
        waiting.clear();
}

template <typename F> void each(const std::vector<std::int64_t> &event_ids, F act) {
    for (const std::int64_t id : event_ids)
        if (const auto found = waiting.find(id); found != waiting.end())
            act(found->first, found->second);
}

// A refusal has its lines from its capture on, and every event that changes them finds them there.
void add_lines(const std::vector<const Waiting *> &captures) {
    static constexpr std::array columns{"refusal_id", "line_no",  "shop_id",  "parcel_id", "shipped", "accepted",
                                        "refused",    "supplier", "received", "damaged",   "surplus", "wrong_item"};
    std::vector<Value> values;
    for (const Waiting *change : captures)
        for (const LineChange &line : change->effects.lines)
            for (const Value &each :
                 {value(change->refusal_id), value(line.line_no), value(change->shop_id), value(change->parcel_id),
                  value(line.shipped), value(line.accepted), value(line.refused), value(line.supplier),
                  value(line.received), value(line.damaged), value(line.surplus), value(line.wrong_item)})
                values.push_back(each);
    if (!values.empty())
        insert_values("line", columns, values);
}

void update_lines(const Waiting &change) {
    static Statement update("UPDATE refusal.line SET accepted = $3, refused = $4, received = $5, damaged = $6, "
                            "surplus = $7, wrong_item = $8, supplier = $9 WHERE refusal_id = $1 AND line_no = $2",
                            {INT8OID, INT4OID, INT4OID, INT4OID, INT4OID, INT4OID, INT4OID, INT4OID, TEXTOID});
    const PinnedSearchPath path;
    for (const LineChange &line : change.effects.lines)
        update.run({value(change.refusal_id), value(line.line_no), value(line.accepted), value(line.refused),
                    value(line.received), value(line.damaged), value(line.surplus), value(line.wrong_item),
                    value(line.supplier)});
}

void write_lines(const std::vector<std::int64_t> &event_ids) {
    std::map<std::int64_t, const Waiting *> latest; // of what one statement did to a refusal
    std::set<std::int64_t> captured;
    each(event_ids, [&](std::int64_t, const Waiting &change) {
        if (change.effects.lines.empty())
            return;
        latest.insert_or_assign(change.refusal_id, &change);
        if (change.version == 1)
            captured.insert(change.refusal_id);
    });
    std::vector<const Waiting *> captures;
    for (const auto &[refusal_id, change] : latest) {
        if (captured.contains(refusal_id))
            captures.push_back(change);
        else
            update_lines(*change);
    }
    add_lines(captures);
}

void write_parts(std::int64_t /*event_id*/, const Waiting &change) {
    static Statement clear("DELETE FROM refusal.line_result WHERE refusal_id = $1", {INT8OID});
    static Statement add("INSERT INTO refusal.line_result (refusal_id, line_no, part, shop_id, quantity, grade, "
                         "disposition, repacked_at, location, document, reship_parcel_id) "
                         "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                         {INT8OID, INT4OID, INT4OID, INT4OID, INT4OID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID,
                          TEXTOID, INT8OID});
    if (!change.effects.parts_changed)
        return;
    const PinnedSearchPath path;
    clear.run({value(change.refusal_id)});
    for (const LinePart &part : change.effects.parts)
        add.run({value(change.refusal_id), value(part.line_no), value(part.part), value(change.shop_id),
                 value(part.quantity), value(part.grade), value(part.disposition),
                 part.repacked_at ? timestamp_value(*part.repacked_at) : null_value(), value(part.location),
                 value(part.document), value(part.reship_parcel_id)});
}

void write_routes(const std::vector<std::int64_t> &event_ids) {
    static constexpr std::array columns{"route_id", "refusal_id",  "shop_id", "event_id",  "origin_id", "destination_id",
                                        "ready_at", "arrives_at", "cost",    "breakdown", "legs"};
    std::vector<Value> values;
    each(event_ids, [&](std::int64_t event_id, const Waiting &change) {
        if (!change.effects.route)
            return;
        const NewRoute &route = *change.effects.route;
        const core::Plan &plan = route.plan;
        for (const Value &each : {value(route.route_id), value(change.refusal_id), value(change.shop_id), value(event_id),
                                  value(route.origin_id), value(plan.destination), timestamp_value(route.ready_at),
                                  timestamp_value(plan.arrives_at), money_value(plan.cost),
                                  breakdown_value(plan), legs_value(*network().network, plan)})
            values.push_back(each);
    });
    if (!values.empty())
        insert_values("route", columns, values);
}

void write_recipient(std::int64_t /*event_id*/, const Waiting &change) {
    static Statement merge("UPDATE refusal.parcel SET recipient = coalesce(recipient, '{}') || $2, "
                           "region = coalesce($3, region), depot_id = coalesce($4, depot_id) WHERE parcel_id = $1",
                           {INT8OID, JSONBOID, TEXTOID, INT4OID});
    if (!change.effects.recipient.is_null())
        merge.run({value(change.parcel_id), json_value(change.effects.recipient), value(change.effects.region),
                   change.effects.depot_id == 0 ? null_value() : value(change.effects.depot_id)});
}

constexpr std::size_t longest_notice = 7900;

void tell(const std::string &channel, const std::string &payload) {
    backend_call([name = channel.c_str(), text = payload.c_str()] { Async_Notify(name, text); });
}

// One notification per shop and statement; without the events where they would not fit. NOTIFY takes a lock of the whole
// cluster through the commit: where a relay runs it is left to that.
void notify_listeners(const std::vector<std::int64_t> &event_ids) {
    const bool off = notify_setting() == Notify::off;
    wake_relay_at_commit(off ? WakeRelay::within_a_second : WakeRelay::at_once);
    if (off || notify_setting() == Notify::relay || (notify_setting() == Notify::automatic && relay_is_alive()))
        return;
    std::map<std::string, nlohmann::json> by_channel;
    const auto known = reference();
    each(event_ids, [&](std::int64_t, const Waiting &change) {
        by_channel[known->shops.at(change.shop_id).channel].push_back({{"refusal", change.refusal_id},
                                                                       {"event", change.event},
                                                                       {"state", change.state},
                                                                       {"version", change.version}});
    });
    for (const auto &[channel, events] : by_channel) {
        std::string payload = nlohmann::json{{"v", 1}, {"events", events}}.dump();
        tell(channel, payload.size() > longest_notice ? nlohmann::json{{"v", 1}}.dump() : payload);
    }
    if (!by_channel.empty())
        tell("refusal", R"({"v":1})");
}

} // namespace

void register_effects() { RegisterXactCallback(drop_at_end, nullptr); }

void remember(const Change &change) {
    const Row &row = change.row;
    std::vector<const Row *> rows_before;
    if (change.previous) {
        remember(*change.previous);
        rows_before = waiting.at(change.previous->row.bigint(Col::event_id)).rows_before;
        rows_before.push_back(&change.previous->row);
    }
    waiting.insert_or_assign(row.bigint(Col::event_id),
                             Waiting{row.bigint(Col::refusal_id), row.bigint(Col::parcel_id), row.integer(Col::shop_id),
                                     change.request.event, row.text(Col::state), row.integer(Col::version), change.effects, std::move(rows_before)});
}

std::span<const Row *const> rows_before(std::int64_t event_id) noexcept {
    const auto found = waiting.find(event_id);
    return found == waiting.end() ? std::span<const Row *const>() : std::span<const Row *const>(found->second.rows_before);
}

std::size_t remembered() { return waiting.size(); }

void write_effects(const std::vector<std::int64_t> &event_ids) {
    write_lines(event_ids);
    each(event_ids, write_parts);
    write_routes(event_ids);
    each(event_ids, write_recipient);
    notify_listeners(event_ids);
    for (const std::int64_t id : event_ids)
        waiting.erase(id);
}

} // namespace refusal::backend
