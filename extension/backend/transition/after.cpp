#include "backend/transition/after.hpp"

#include "backend/journal/journal.hpp"
#include "backend/journal/journal_rows.hpp"
#include "backend/relay/relay.hpp"
#include "backend/routing/network_cache.hpp"
#include "backend/routing/route_rows.hpp"
#include "backend/server/direct_insert.hpp"
#include "backend/server/settings.hpp"

namespace refusal::backend {

namespace {

struct Waiting {
    std::int64_t event_id = 0;
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

using Written = std::vector<const Waiting *>;

// A refusal has its lines from its capture on, and every event that changes them finds them there.
void add_lines(const Written &captures) {
    static constexpr std::array columns{"refusal_id", "line_no",  "shop_id",  "parcel_id", "shipped", "accepted",
                                        "refused",    "supplier", "received", "damaged",   "surplus", "wrong_item"};
    std::vector<Value> values;
    values.reserve(captures.size() * 2 * columns.size());
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

void write_lines(const Written &written) {
    Written changes;
    for (const Waiting *change : written)
        if (!change->effects.lines.empty())
            changes.push_back(change);
    std::ranges::stable_sort(changes, {}, &Waiting::refusal_id);
    Written captures;
    for (auto first = changes.begin(); first != changes.end();) {
        const auto end =
            std::find_if(first, changes.end(), [id = (*first)->refusal_id](const Waiting *change) {
                return change->refusal_id != id;
            });
        const Waiting *latest = *std::prev(end); // of what one statement did to the refusal
        if (std::any_of(first, end, [](const Waiting *change) { return change->version == 1; }))
            captures.push_back(latest);
        else
            update_lines(*latest);
        first = end;
    }
    add_lines(captures);
}

void write_parts(const Waiting &change) {
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

void write_routes(const Written &written) {
    static constexpr std::array columns{"route_id", "refusal_id",  "shop_id", "event_id",  "origin_id", "destination_id",
                                        "ready_at", "arrives_at", "cost",    "breakdown", "legs"};
    std::vector<Value> values;
    values.reserve(written.size() * columns.size());
    for (const Waiting *change : written) {
        if (!change->effects.route)
            continue;
        const NewRoute &route = *change->effects.route;
        const core::Plan &plan = route.plan;
        for (const Value &each :
             {value(route.route_id), value(change->refusal_id), value(change->shop_id),
              value(change->event_id), value(route.origin_id), value(plan.destination),
              timestamp_value(route.ready_at), timestamp_value(plan.arrives_at), money_value(plan.cost),
              breakdown_value(plan), legs_value(*network().network, plan)})
            values.push_back(each);
    }
    if (!values.empty())
        insert_values("route", columns, values);
}

void write_recipient(const Waiting &change) {
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

// One notification per shop for what is written at once; without the events where they would not fit. NOTIFY takes a
// lock of the whole cluster through the commit: where a relay runs it is left to that.
void notify_listeners(const Written &written) {
    const bool off = notify_setting() == Notify::off;
    wake_relay_at_commit(off ? WakeRelay::within_a_second : WakeRelay::at_once);
    if (off || notify_setting() == Notify::relay || (notify_setting() == Notify::automatic && relay_is_alive()))
        return;
    std::map<std::string, nlohmann::json> by_channel;
    const auto known = reference();
    for (const Waiting *change : written)
        by_channel[known->shops.at(change->shop_id).channel].push_back({{"refusal", change->refusal_id},
                                                                        {"event", change->event},
                                                                        {"state", change->state},
                                                                        {"version", change->version}});
    for (const auto &[channel, events] : by_channel) {
        std::string payload = nlohmann::json{{"v", 1}, {"events", events}}.dump();
        tell(channel, payload.size() > longest_notice ? nlohmann::json{{"v", 1}}.dump() : payload);
    }
    if (!by_channel.empty())
        tell("refusal", R"({"v":1})");
}

void write_all(const Written &written) {
    write_lines(written);
    for (const Waiting *change : written)
        write_parts(*change);
    write_routes(written);
    for (const Waiting *change : written)
        write_recipient(*change);
    notify_listeners(written);
}

Waiting waiting_of(const Change &change, Effects effects, std::vector<const Row *> rows_before) {
    const Row &row = change.row;
    return {row.bigint(Col::event_id), row.bigint(Col::refusal_id), row.bigint(Col::parcel_id),
            row.integer(Col::shop_id), change.request.event,        row.text(Col::state),
            row.integer(Col::version), std::move(effects),          std::move(rows_before)};
}

void take(Change &change, std::vector<Waiting> &taken) {
    if (change.previous)
        take(*change.previous, taken);
    taken.push_back(waiting_of(change, std::move(change.effects), {}));
}

} // namespace

void register_effects() { RegisterXactCallback(drop_at_end, nullptr); }

void remember(const Change &change) {
    std::vector<const Row *> rows_before;
    if (change.previous) {
        remember(*change.previous);
        rows_before = waiting.at(change.previous->row.bigint(Col::event_id)).rows_before;
        rows_before.push_back(&change.previous->row);
    }
    waiting.insert_or_assign(change.row.bigint(Col::event_id),
                             waiting_of(change, change.effects, std::move(rows_before)));
}

std::span<const Row *const> rows_before(std::int64_t event_id) noexcept {
    const auto found = waiting.find(event_id);
    return found == waiting.end() ? std::span<const Row *const>() : std::span<const Row *const>(found->second.rows_before);
}

std::size_t remembered() { return waiting.size(); }

void write_effects(const std::vector<std::int64_t> &event_ids) {
    Written written;
    for (const std::int64_t id : event_ids)
        if (const auto found = waiting.find(id); found != waiting.end())
            written.push_back(&found->second);
    write_all(written);
    for (const std::int64_t id : event_ids)
        waiting.erase(id);
}

void write_what_follows(std::span<Change *const> changes) {
    std::vector<const Row *> rows;
    rows.reserve(2 * changes.size());
    for (const Change *change : changes)
        add_rows(*change, rows);
    const std::string role = current_role();
    const AsOwner owner;
    write_journal(rows, role);
    std::vector<Waiting> taken;
    taken.reserve(2 * changes.size());
    for (Change *change : changes)
        take(*change, taken);
    Written written;
    written.reserve(taken.size());
    for (const Waiting &change : taken)
        written.push_back(&change);
    write_all(written);
    backend_call([] { CommandCounterIncrement(); });
}

} // namespace refusal::backend
