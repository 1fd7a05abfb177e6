#include "backend/feed/feed.hpp"

#include "backend/feed/feed_position.hpp"

namespace refusal::backend {

namespace {

using core::FeedPosition;

// Rows in memory at a time. A tick with more events is walked in the order of their ids.
constexpr std::size_t most_rows = 20'000;
constexpr std::int32_t most_ticks = 1'000;
constexpr std::int64_t end_of_tick = PG_INT64_MAX; // an event_id after all of them

struct FeedTick {
    core::Tick tick;
    std::int64_t drawn = 0; // of the event ids, when it was made: how many events it covers, or a little more
};

// Consecutive ticks of one cluster, and the one before them.
struct Run {
    std::int32_t xid_space = 0;
    FeedTick before; // its snapshot sees nothing where the cluster's first tick follows
    std::vector<core::Tick> ticks;
    std::int64_t drawn = 0; // when the last of them was made
    // The first tick's events up to this one were read before.
    std::int64_t read_upto = 0;

    // How many events they are about.
    [[nodiscard]] std::size_t expected() const {
        return static_cast<std::size_t>(std::max<std::int64_t>(drawn - before.drawn, 0));
    }
};

FeedTick tick_of(const Rows &rows, std::size_t row) {
    return {{rows.bigint(row, 1), rows.bigint(row, 2), snapshot_of(rows.text(row, 3))}, rows.bigint(row, 5)};
}

// How much of the feed the next look takes in: little for a reader that is up to date, more for one that is behind
// or finds little that it asks for.
struct Stride {
    std::int32_t ticks = 4;
    std::int64_t events = 0;
    void grow() {
        ticks = std::min(ticks * 8, most_ticks);
        events = std::min<std::int64_t>(events * 2, most_rows);
    }
};

// The newest tick before the one at the position, where it is of the same cluster.
FeedTick tick_before(const FeedPosition &position, std::int32_t xid_space) {
    // The era as a look-up a tick, so that nothing but the index orders them.
    static Statement preceding("SELECT t.era, t.tick, t.snapshot::text, "
                               "(SELECT xid_space FROM refusal_internal.era WHERE era = t.era), t.drawn "
                               "FROM refusal_internal.tick t "
                               "WHERE (t.era, t.tick) < ($1, $2) ORDER BY t.era DESC, t.tick DESC LIMIT 1",
                               {INT8OID, INT8OID});
    const Rows rows = preceding.run({value(position.era), value(position.tick)}, Statement::Snapshot::fresh);
    return !rows.empty() && rows.integer(0, 4) == xid_space ? tick_of(rows, 0) : FeedTick{};
}

// The ticks from the position's own on. That one is left out where the position is behind all of its events, or it is
// no longer kept.
Run next_run(const FeedPosition &after, const Stride &stride) {
    static Statement following("SELECT t.era, t.tick, t.snapshot::text, "
                               "(SELECT xid_space FROM refusal_internal.era WHERE era = t.era), t.drawn "
                               "FROM refusal_internal.tick t "
                               "WHERE (t.era, t.tick) >= ($1, $2) ORDER BY t.era, t.tick LIMIT $3",
                               {INT8OID, INT8OID, INT4OID});
    Run run;
    const Rows rows =
        following.run({value(after.era), value(after.tick), value(stride.ticks + 1)}, Statement::Snapshot::fresh);
    const bool own = !rows.empty() && rows.bigint(0, 1) == after.era && rows.bigint(0, 2) == after.tick;
    const bool done = own && after.event_id >= rows.bigint(0, 5);
    const std::size_t first = done ? 1 : 0;
    if (rows.size() <= first)
        return run;
    run.xid_space = rows.integer(first, 4);
    if (!done)
        run.before = tick_before(after, run.xid_space);
    else if (rows.integer(0, 4) == run.xid_space)
        run.before = tick_of(rows, 0);
    if (own && !done)
        run.read_upto = after.event_id;
    const std::int64_t drawn = std::max(run.before.drawn, run.read_upto);
    for (std::size_t row = first; row < rows.size() && rows.integer(row, 4) == run.xid_space; ++row) {
        FeedTick next = tick_of(rows, row);
        if (row > first && next.drawn - drawn > stride.events)
            break;
        run.ticks.push_back(std::move(next.tick));
        run.drawn = next.drawn;
    }
    return run;
}

std::string xids_text(const std::vector<std::uint64_t> &xids) {
    std::string text = "{";
    for (const std::uint64_t xid : xids)
        text += (text.size() > 1 ? "," : "") + std::to_string(xid);
    return text + "}";
}

// What is asked for of the journal's lines: $2 to $7. $1 is the cluster.
constexpr const char *wanted = "AND ($2 OR e.shop_id = ANY ($3)) "
                               "AND ($4::text[] IS NULL OR e.event = ANY ($4)) AND e.refusal_id % $5 = $6 "
                               "AND ($7::bigint IS NULL OR e.refusal_id = $7) ";

bool wants_all(const Run &run, const FeedRequest &request) {
    return run.read_upto == 0 && request.all_shops && !request.events && request.slots == 1 && !request.refusal_id;
}

std::string joined(std::initializer_list<const char *> parts) {
    std::string sql;
    for (const char *part : parts)
        sql.append(part);
    return sql;
}

// Where the events stand that a run's ticks are the first to see; those up to `after` were read before.
struct Order {
    const Run *run;
    FeedPosition after;
    std::uint64_t xid = 0; // of the event before, and its tick: a transaction's events follow one another
    const core::Tick *tick = nullptr;

    static bool place(void *order, std::uint64_t xid, std::int64_t event_id, FeedPosition &position) noexcept {
        auto &self = *static_cast<Order *>(order);
        if (xid != self.xid) {
            self.xid = xid;
            self.tick = self.run->before.tick.snapshot.sees(xid) ? nullptr : core::first_seeing(self.run->ticks, xid);
        }
        if (self.tick == nullptr)
            return false;
        position = {self.tick->era, self.tick->number, event_id};
        return position > self.after;
    }
};

// The events of the transactions that were begun since the tick before. Whoever wants all of them is asked nothing of
// each; of what was read before, the most part is left out.
void take_begun(EventTaker &taker, const Run &run, const FeedRequest &request) {
    static const std::string begun =
        joined({taken_columns, "FROM refusal.event e WHERE e.xid_space = $1 AND e.txid >= $2::xid8 AND e.txid < $3::xid8"});
    static const std::string filtered =
        joined({taken_columns, "FROM refusal.event e WHERE e.xid_space = $1 AND e.txid >= $8::xid8 AND e.txid < $9::xid8 "
                               "AND (e.event_id > $10 OR e.txid >= $11::xid8) ",
                wanted});
    static Statement find_all(begun.c_str(), {INT4OID, TEXTOID, TEXTOID});
    static Statement find(filtered.c_str(), {INT4OID, BOOLOID, INT4ARRAYOID, TEXTARRAYOID, INT8OID, INT8OID, INT8OID,
                                             TEXTOID, TEXTOID, INT8OID, TEXTOID});
    const Value from = value(std::to_string(run.before.tick.snapshot.xmax));
    const Value to = value(std::to_string(run.ticks.back().snapshot.xmax));
    if (wants_all(run, request))
        taker.take(find_all, {value(run.xid_space), from, to});
    else
        taker.take(find, {value(run.xid_space), value(request.all_shops), array_value(request.shops),
                          request.events ? array_value(*request.events) : null_value(),
                          value(std::int64_t{request.slots}), value(std::int64_t{request.slot}),
                          value(request.refusal_id), from, to, value(run.read_upto),
                          value(std::to_string(run.ticks.front().snapshot.xmin))});
}

// Those that were in progress at the tick before, and ended by the last one of the run.
void take_ended(EventTaker &taker, const Run &run, const FeedRequest &request) {
    static const std::string sql =
        joined({taken_columns, "FROM unnest($8::xid8[]) AS x (txid) JOIN LATERAL (SELECT * FROM refusal.event f "
                               "WHERE f.xid_space = $1 AND f.txid = x.txid OFFSET 0) AS e ON true WHERE true ",
                wanted});
    static Statement find(sql.c_str(), {INT4OID, BOOLOID, INT4ARRAYOID, TEXTARRAYOID, INT8OID, INT8OID, INT8OID, TEXTOID});
    std::vector<std::uint64_t> ended;
    std::ranges::copy_if(run.before.tick.snapshot.in_progress, std::back_inserter(ended),
                         [&run](std::uint64_t xid) { return run.ticks.back().snapshot.sees(xid); });
    if (ended.empty() || taker.too_many())
        return;
    taker.take(find, {value(run.xid_space), value(request.all_shops), array_value(request.shops),
                      request.events ? array_value(*request.events) : null_value(), value(std::int64_t{request.slots}),
                      value(std::int64_t{request.slot}), value(request.refusal_id), value(xids_text(ended))});
}

// All of the run's events in their order; none where they are more than `most`.
std::optional<std::vector<FeedEvent>> sorted(const Run &run, const FeedRequest &request, const FeedPosition &after,
                                             std::size_t most) {
    Order order{&run, after};
    EventTaker taker(Order::place, &order, request.leased, most, run.expected());
    take_begun(taker, run, request);
    take_ended(taker, run, request);
    if (!taker.too_many())
        return taker.in_order();
    taker.drop();
    return std::nullopt;
}

// The least and greatest event of a tick that is too large to be sorted. It is found once: it does not change until the
// tick before is thinned out.
struct Extent {
    std::int64_t era = 0, tick = 0;
    std::int64_t era_before = 0, tick_before = 0;
    std::int64_t first = 0, last = 0;
};

Extent last_extent; // the tick that was found to be too large last

bool is_large(const Run &run) {
    const core::Tick &tick = run.ticks.front();
    const core::Tick &before = run.before.tick;
    return last_extent.era == tick.era && last_extent.tick == tick.number && last_extent.era_before == before.era &&
           last_extent.tick_before == before.number;
}

const Extent &extent_of(const Run &run) {
    static Statement find("SELECT min(f.event_id), max(f.event_id) FROM ("
                          "SELECT e.event_id FROM refusal.event e WHERE e.xid_space = $1 "
                          "AND e.txid >= $2::xid8 AND e.txid < $3::xid8 UNION ALL "
                          "SELECT e.event_id FROM unnest($4::xid8[]) AS x (txid) JOIN LATERAL (SELECT g.event_id "
                          "FROM refusal.event g WHERE g.xid_space = $1 AND g.txid = x.txid OFFSET 0) AS e ON true) AS f",
                          {INT4OID, TEXTOID, TEXTOID, TEXTOID});
    const core::Tick &tick = run.ticks.front();
    if (is_large(run))
        return last_extent;
    const Rows rows = find.run({value(run.xid_space), value(std::to_string(run.before.tick.snapshot.xmax)),
                                value(std::to_string(tick.snapshot.xmax)),
                                value(xids_text(run.before.tick.snapshot.in_progress))},
                               Statement::Snapshot::fresh);
    const core::Tick &before = run.before.tick;
    last_extent = {tick.era, tick.number, before.era, before.number, rows.bigint(0, 1), rows.bigint(0, 2)};
    return last_extent;
}

// One tick, in the order of its events' ids, page by page: as many events as are asked for, or all that are left. The sum
// keeps a page from being looked up by transaction, which for a young journal seems as cheap: it would be the whole tick.
std::vector<FeedEvent> walk(const Run &run, const FeedRequest &request, const FeedPosition &after, std::size_t most) {
    static const std::string sql =
        joined({taken_columns,
                "FROM refusal.event e WHERE e.event_id > $8 AND e.event_id <= $9 AND e.xid_space + 0 = $1 ", wanted,
                "ORDER BY e.event_id LIMIT $10"});
    static Statement page(sql.c_str(), {INT4OID, BOOLOID, INT4ARRAYOID, TEXTARRAYOID, INT8OID, INT8OID, INT8OID, INT8OID,
                                        INT8OID, INT8OID});
    const Extent &extent = extent_of(run);
    const core::Tick &tick = run.ticks.front();
    std::int64_t from = extent.first - 1;
    if (after.era == tick.era && after.tick == tick.number)
        from = std::max(from, after.event_id);
    Order order{&run, after};
    EventTaker taker(Order::place, &order, request.leased, most, most);
    std::int64_t limit = 0;
    do {
        limit = static_cast<std::int64_t>(most - taker.size()) + 100;
        taker.take(page, {value(run.xid_space), value(request.all_shops), array_value(request.shops),
                          request.events ? array_value(*request.events) : null_value(),
                          value(std::int64_t{request.slots}), value(std::int64_t{request.slot}),
                          value(request.refusal_id), value(from), value(extent.last), value(limit)});
        from = taker.last_seen();
        check_interrupts();
    } while (taker.size() < most && static_cast<std::int64_t>(taker.seen()) == limit);
    return taker.in_order();
}

// The run's events in their order; the run is cut where they are too many to be sorted.
std::vector<FeedEvent> events_of(Run &run, const FeedRequest &request, const FeedPosition &after, std::size_t most) {
    if (is_large(run))
        run.ticks.resize(1);
    while (run.ticks.size() > 1 || !is_large(run)) {
        if (std::optional<std::vector<FeedEvent>> found = sorted(run, request, after, most_rows))
            return std::move(*found);
        if (run.ticks.size() == 1)
            break;
        run.ticks.resize(run.ticks.size() / 2);
    }
    return walk(run, request, after, most);
}

// To the end of the transaction: no month is dropped before, so what a position was checked for is there to be read.
void hold_journal() {
    backend_call([] {
        LockRelationOid(get_relname_relid("event", get_namespace_oid("refusal", false)), AccessShareLock);
    });
}

void check_kept(const FeedPosition &position) {
    static Statement find("SELECT dropped_upto FROM refusal_internal.retention", {});
    if (position == FeedPosition{})
        return;
    const Rows rows = find.run({}, Statement::Snapshot::fresh);
    if (rows.empty() || rows.is_null(0, 1) || position >= position_of(rows.get(0, 1).datum))
        return;
    throw core::Error("RF010", "feed position " + core::position_text(position) + " is no longer kept",
                      "Events up to " + core::position_text(position_of(rows.get(0, 1).datum)) + " were dropped.",
                      "Resume from the first event that is kept, after " + core::position_text(FeedPosition{}) + ".");
}

} // namespace

core::XidSnapshot snapshot_of(const std::string &text) {
    std::optional<core::XidSnapshot> snapshot = core::parse_snapshot(text);
    if (!snapshot)
        throw core::Error("XX001", "refusal_internal.tick has a snapshot that cannot be read: " + text);
    return std::move(*snapshot);
}

void check_position(const FeedPosition &position) {
    hold_journal();
    check_kept(position);
    static Statement last("SELECT e.era, t.tick FROM refusal_internal.era e "
                          "LEFT JOIN LATERAL (SELECT max(tick) AS tick FROM refusal_internal.tick WHERE era = e.era) t "
                          "ON true WHERE e.era <= $1 ORDER BY e.era DESC LIMIT 1",
                          {INT8OID});
    if (position == FeedPosition{})
        return;
    const Rows rows = last.run({value(position.era)}, Statement::Snapshot::fresh);
    FeedPosition known;
    if (!rows.empty())
        known = {rows.bigint(0, 1), rows.bigint(0, 2), end_of_tick};
    if (known.era == position.era && position.tick <= known.tick)
        return;
    throw core::Error("RF010", "feed position " + core::position_text(position) + " is not known here",
                      "The database was restored to an earlier state, or the position is another database's.",
                      "Resume after " + core::position_text(known) + ".");
}

FeedPosition newest_position() {
    static Statement newest("SELECT era, tick FROM refusal_internal.tick ORDER BY era DESC, tick DESC LIMIT 1", {});
    const Rows rows = newest.run({}, Statement::Snapshot::fresh);
    return rows.empty() ? FeedPosition{} : FeedPosition{rows.bigint(0, 1), rows.bigint(0, 2), end_of_tick};
}

FeedPage read_feed(const FeedRequest &request) {
    check_position(request.after);
    FeedPage page;
    page.upto = request.after;
    FeedPosition after = request.after;
    Stride stride;
    stride.events = static_cast<std::int64_t>(request.max_events);
    while (page.events.size() < request.max_events && after < request.last) {
        Run run = next_run(after, stride);
        if (run.ticks.empty())
            break;
        const std::size_t most = request.max_events - page.events.size();
        for (const FeedEvent &event : events_of(run, request, after, most)) {
            if (page.events.size() == request.max_events || event.position > request.last)
                break;
            page.events.push_back(event);
        }
        const core::Tick &last = run.ticks.back();
        after = {last.era, last.number, end_of_tick};
        page.upto = page.events.size() < request.max_events ? after : page.events.back().position;
        page.passed += run.drawn - run.before.drawn;
        stride.grow();
        check_interrupts();
    }
    return page;
}

std::optional<std::vector<FeedEvent>> events_of_tick(std::int32_t xid_space, const core::XidSnapshot &before,
                                                     const core::Tick &tick, std::size_t most) {
    Run run;
    run.xid_space = xid_space;
    run.before.tick.snapshot = before;
    run.ticks.push_back(tick);
    FeedRequest request;
    request.all_shops = true;
    return sorted(run, request, {}, most);
}

std::vector<FeedEvent> events_at(const std::vector<FeedPosition> &positions) {
    static const std::string sql =
        joined({taken_columns, "FROM unnest($1::bigint[]) AS x (event_id) JOIN LATERAL (SELECT * FROM refusal.event f "
                               "WHERE f.event_id = x.event_id OFFSET 0) AS e ON true"});
    static Statement find(sql.c_str(), {INT8ARRAYOID});
    std::map<std::int64_t, FeedPosition> by_id;
    std::vector<std::int64_t> ids;
    for (const FeedPosition &position : positions) {
        ids.push_back(position.event_id);
        by_id.emplace(position.event_id, position);
    }
    const auto place = [](void *known, std::uint64_t, std::int64_t event_id, FeedPosition &position) noexcept {
        position = static_cast<std::map<std::int64_t, FeedPosition> *>(known)->find(event_id)->second;
        return true;
    };
    EventTaker taker(place, &by_id, true, positions.size(), positions.size());
    taker.take(find, {array_value(ids)});
    return taker.in_order();
}

} // namespace refusal::backend
