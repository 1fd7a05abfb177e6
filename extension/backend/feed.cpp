#include "backend/feed.hpp"

namespace refusal::backend {

namespace {

using core::FeedPosition;

// Ids in memory at a time, 24 bytes each. A tick with more events is walked in the order of their ids.
constexpr std::int64_t most_ids = 50'000;
constexpr std::int32_t most_ticks = 1'000;
constexpr std::int64_t end_of_tick = PG_INT64_MAX; // an event_id after all of them

// Consecutive ticks of one cluster, and the one before them.
struct Run {
    std::int32_t xid_space = 0;
    core::Tick before; // its snapshot sees nothing where the cluster's first tick follows
    std::vector<core::Tick> ticks;
};

struct Found {
    FeedPosition position;
    friend bool operator<(const Found &left, const Found &right) { return left.position < right.position; }
};

core::XidSnapshot snapshot_of(const std::string &text) {
    std::optional<core::XidSnapshot> snapshot = core::parse_snapshot(text);
    if (!snapshot)
        throw core::Error("XX001", "refusal_internal.tick has a snapshot that cannot be read: " + text);
    return std::move(*snapshot);
}

// The ticks from the position's own on, or, where that one is no longer kept, from the next.
Run next_run(const FeedPosition &after, std::int32_t limit) {
    static Statement preceding("SELECT t.era, t.tick, t.snapshot::text, e.xid_space FROM refusal_internal.tick t "
                               "JOIN refusal_internal.era e ON e.era = t.era WHERE (t.era, t.tick) < ($1, $2) "
                               "ORDER BY t.era DESC, t.tick DESC LIMIT 1",
                               {INT8OID, INT8OID});
    static Statement following("SELECT t.era, t.tick, t.snapshot::text, e.xid_space FROM refusal_internal.tick t "
                               "JOIN refusal_internal.era e ON e.era = t.era WHERE (t.era, t.tick) >= ($1, $2) "
                               "ORDER BY t.era, t.tick LIMIT $3",
                               {INT8OID, INT8OID, INT4OID});
    Run run;
    const Value era = value(after.era);
    const Value tick = value(after.event_id == end_of_tick ? after.tick + 1 : after.tick);
    const Rows rows = following.run({era, tick, value(limit)}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (row > 0 && rows.integer(row, 4) != run.xid_space)
            break;
        run.xid_space = rows.integer(row, 4);
        run.ticks.push_back({rows.bigint(row, 1), rows.bigint(row, 2), snapshot_of(rows.text(row, 3))});
    }
    const Rows before = preceding.run({era, tick}, Statement::Snapshot::fresh);
    if (!before.empty() && before.integer(0, 4) == run.xid_space)
        run.before = {before.bigint(0, 1), before.bigint(0, 2), snapshot_of(before.text(0, 3))};
    return run;
}

void check_position(const FeedPosition &after) {
    static Statement last("SELECT e.era, t.tick FROM refusal_internal.era e "
                          "LEFT JOIN LATERAL (SELECT max(tick) AS tick FROM refusal_internal.tick WHERE era = e.era) t "
                          "ON true WHERE e.era <= $1 ORDER BY e.era DESC LIMIT 1",
                          {INT8OID});
    if (after == FeedPosition{})
        return;
    const Rows rows = last.run({value(after.era)}, Statement::Snapshot::fresh);
    FeedPosition known;
    if (!rows.empty())
        known = {rows.bigint(0, 1), rows.bigint(0, 2), end_of_tick};
    if (known.era == after.era && after.tick <= known.tick)
        return;
    throw core::Error("RF010", "feed position " + core::position_text(after) + " is not known here",
                      "The database was restored to an earlier state, or the position is another database's.",
                      "Resume after " + core::position_text(known) + ".");
}

std::string xids_text(const std::vector<std::uint64_t> &xids) {
    std::string text = "{";
    for (const std::uint64_t xid : xids)
        text += (text.size() > 1 ? "," : "") + std::to_string(xid);
    return text + "}";
}

// Event ids with their transactions, of the transactions that the run's ticks may be the first to see.
Rows ids_of(const Run &run, const FeedRequest &request, std::int64_t limit) {
    static Statement find("SELECT e.event_id, e.txid::text FROM refusal.event e WHERE e.xid_space = $1 "
                          "AND e.txid >= $2::xid8 AND e.txid < $3::xid8 AND ($5 OR e.shop_id = ANY ($6)) "
                          "UNION ALL "
                          "SELECT e.event_id, e.txid::text FROM unnest($4::xid8[]) AS x (txid) "
                          "JOIN refusal.event e ON e.xid_space = $1 AND e.txid = x.txid "
                          "WHERE $5 OR e.shop_id = ANY ($6) LIMIT $7",
                          {INT4OID, TEXTOID, TEXTOID, TEXTOID, BOOLOID, INT4ARRAYOID, INT8OID});
    return find.run({value(run.xid_space), value(std::to_string(run.before.snapshot.xmax)),
                     value(std::to_string(run.ticks.back().snapshot.xmax)),
                     value(xids_text(run.before.snapshot.in_progress)), value(request.all_shops),
                     array_value(request.shops), value(limit)},
                    Statement::Snapshot::fresh);
}

void keep(std::vector<Found> &found, const Run &run, const FeedPosition &after, const Rows &rows, std::size_t row) {
    const std::uint64_t xid = std::stoull(rows.text(row, 2));
    const core::Tick *tick = run.before.snapshot.sees(xid) ? nullptr : core::first_seeing(run.ticks, xid);
    if (tick == nullptr)
        return;
    const FeedPosition position{tick->era, tick->number, rows.bigint(row, 1)};
    if (position > after)
        found.push_back({position});
}

// The least and greatest event of a tick that is too large to be sorted. It never changes, so it is found once.
struct Extent {
    std::int64_t era = 0, tick = 0;
    std::int64_t first = 0, last = 0;
};

Extent last_extent; // the tick that was found to be too large last

bool is_large(const core::Tick &tick) { return last_extent.era == tick.era && last_extent.tick == tick.number; }

const Extent &extent_of(const Run &run) {
    static Statement find("SELECT min(f.event_id), max(f.event_id) FROM ("
                          "SELECT e.event_id FROM refusal.event e WHERE e.xid_space = $1 "
                          "AND e.txid >= $2::xid8 AND e.txid < $3::xid8 UNION ALL "
                          "SELECT e.event_id FROM unnest($4::xid8[]) AS x (txid) "
                          "JOIN refusal.event e ON e.xid_space = $1 AND e.txid = x.txid) AS f",
                          {INT4OID, TEXTOID, TEXTOID, TEXTOID});
    const core::Tick &tick = run.ticks.front();
    if (is_large(tick))
        return last_extent;
    const Rows rows = find.run({value(run.xid_space), value(std::to_string(run.before.snapshot.xmax)),
                                value(std::to_string(tick.snapshot.xmax)),
                                value(xids_text(run.before.snapshot.in_progress))},
                               Statement::Snapshot::fresh);
    last_extent = {tick.era, tick.number, rows.bigint(0, 1), rows.bigint(0, 2)};
    return last_extent;
}

// One tick, in the order of its events' ids, page by page: as many rows as are asked for, or all that are left.
std::vector<Found> walk(const Run &run, const FeedRequest &request, const FeedPosition &after) {
    static Statement page("SELECT e.event_id, e.txid::text FROM refusal.event e WHERE e.xid_space = $1 "
                          "AND e.event_id > $2 AND e.event_id <= $3 AND ($4 OR e.shop_id = ANY ($5)) "
                          "ORDER BY e.event_id LIMIT $6",
                          {INT4OID, INT8OID, INT8OID, BOOLOID, INT4ARRAYOID, INT8OID});
    const Extent &extent = extent_of(run);
    const core::Tick &tick = run.ticks.front();
    std::int64_t from = extent.first - 1;
    if (after.era == tick.era && after.tick == tick.number)
        from = std::max(from, after.event_id);
    std::vector<Found> found;
    while (found.size() < request.max_events) {
        const auto wanted = static_cast<std::int64_t>(2 * request.max_events);
        const Rows rows = page.run({value(run.xid_space), value(from), value(extent.last), value(request.all_shops),
                                    array_value(request.shops), value(wanted)},
                                   Statement::Snapshot::fresh);
        for (std::size_t row = 0; row < rows.size(); ++row)
            keep(found, run, after, rows, row);
        if (static_cast<std::int64_t>(rows.size()) < wanted)
            break;
        from = rows.bigint(rows.size() - 1, 1);
        check_interrupts();
    }
    return found;
}

// The run's events in their order, as many as are asked for; the run is cut where they are too many to be sorted.
std::vector<Found> events_of(Run &run, const FeedRequest &request, const FeedPosition &after) {
    if (is_large(run.ticks.front()))
        run.ticks.resize(1);
    while (run.ticks.size() > 1 || !is_large(run.ticks.front())) {
        const Rows rows = ids_of(run, request, most_ids + 1);
        if (static_cast<std::int64_t>(rows.size()) <= most_ids) {
            std::vector<Found> found;
            for (std::size_t row = 0; row < rows.size(); ++row)
                keep(found, run, after, rows, row);
            std::sort(found.begin(), found.end());
            return found;
        }
        if (run.ticks.size() == 1)
            break;
        run.ticks.resize(run.ticks.size() / 2);
    }
    return walk(run, request, after);
}

void fetch(FeedPage &page, const std::vector<Found> &found) {
    static Statement rows_of("SELECT event_id, refusal_id, shop_id, version, event, from_state, to_state, actor, "
                             "occurred_at, recorded_at, payload FROM refusal.event WHERE event_id = ANY ($1)",
                             {INT8ARRAYOID});
    std::vector<std::int64_t> ids;
    for (const Found &one : found)
        ids.push_back(one.position.event_id);
    const Rows rows = rows_of.run({array_value(ids)}, Statement::Snapshot::fresh);
    std::unordered_map<std::int64_t, HeapTuple> tuples;
    for (std::size_t row = 0; row < rows.size(); ++row)
        tuples.emplace(rows.bigint(row, 1), rows.tuple(row));
    if (!rows.empty())
        page.descriptor = rows.descriptor();
    for (const Found &one : found)
        if (const auto tuple = tuples.find(one.position.event_id); tuple != tuples.end())
            page.events.push_back({one.position, tuple->second});
}

} // namespace

FeedPage read_feed(const FeedRequest &request) {
    const AsOwner owner;
    check_position(request.after);
    FeedPage page;
    page.upto = request.after;
    FeedPosition after = request.after;
    std::vector<Found> found;
    while (found.size() < request.max_events) {
        // A tick has one event at least: no more of them are needed. The reader's own tick may be spent.
        const auto limit = static_cast<std::int32_t>(std::min<std::size_t>(request.max_events - found.size() + 1,
                                                                           most_ticks));
        Run run = next_run(after, limit);
        if (run.ticks.empty())
            break;
        for (const Found &one : events_of(run, request, after))
            if (found.size() < request.max_events)
                found.push_back(one);
        const core::Tick &last = run.ticks.back();
        after = {last.era, last.number, end_of_tick};
        page.upto = found.size() < request.max_events ? after : found.back().position;
        check_interrupts();
    }
    fetch(page, found);
    return page;
}

} // namespace refusal::backend
