#include "backend/feed.hpp"

#include "backend/feed_position.hpp"

namespace refusal::backend {

namespace {

using core::FeedPosition;

// Rows in memory at a time. A tick with more events is walked in the order of their ids.
constexpr std::int64_t most_rows = 20'000;
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
};

FeedTick tick_of(const Rows &rows, std::size_t row) {
    return {{rows.bigint(row, 1), rows.bigint(row, 2), snapshot_of(rows.text(row, 3))}, rows.bigint(row, 5)};
}

// How much of the feed the next look takes in: little for a reader that is up to date, more for one that is behind
// or finds little that it asks for.
struct Stride {
    std::int32_t ticks = 32;
    std::int64_t events = 0;
    void grow() {
        ticks = std::min(ticks * 4, most_ticks);
        events = std::min(events * 2, most_rows);
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

// What both ways of reading the journal take, and what they hold it against: $2 to $7. $1 is the cluster.
constexpr const char *columns = "SELECT e.event_id, e.txid, e.refusal_id, e.shop_id, e.version, e.event, "
                                "e.from_state, e.to_state, e.actor, e.occurred_at, e.recorded_at, e.payload ";
constexpr const char *wanted = "($2 OR e.shop_id = ANY ($3)) "
                               "AND ($4::text[] IS NULL OR e.event = ANY ($4)) AND e.refusal_id % $5 = $6 "
                               "AND ($7::bigint IS NULL OR e.refusal_id = $7) ";

std::string joined(std::initializer_list<const char *> parts) {
    std::string sql;
    for (const char *part : parts)
        sql.append(part);
    return sql;
}

// Of the transactions that the run's ticks may be the first to see: those begun since, and those then in progress. Of
// what was read before, the most part is left out.
Rows rows_of(const Run &run, const FeedRequest &request, std::int64_t limit) {
    static const std::string sql =
        joined({columns,
                "FROM refusal.event e WHERE e.xid_space = $1 AND e.txid >= $8::xid8 AND e.txid < $9::xid8 "
                "AND (e.event_id > $12 OR e.txid >= $13::xid8) AND ",
                wanted, "UNION ALL ",
                columns, "FROM unnest($10::xid8[]) AS x (txid) JOIN LATERAL (SELECT * FROM refusal.event f "
                         "WHERE f.xid_space = $1 AND f.txid = x.txid OFFSET 0) AS e ON true WHERE ",
                wanted, "LIMIT $11"});
    static Statement find(sql.c_str(), {INT4OID, BOOLOID, INT4ARRAYOID, TEXTARRAYOID, INT8OID, INT8OID, INT8OID, TEXTOID,
                                        TEXTOID, TEXTOID, INT8OID, INT8OID, TEXTOID});
    return find.run({value(run.xid_space), value(request.all_shops), array_value(request.shops),
                     request.events ? array_value(*request.events) : null_value(), value(std::int64_t{request.slots}),
                     value(std::int64_t{request.slot}), value(request.refusal_id),
                     value(std::to_string(run.before.tick.snapshot.xmax)),
                     value(std::to_string(run.ticks.back().snapshot.xmax)),
                     value(xids_text(run.before.tick.snapshot.in_progress)), value(limit), value(run.read_upto),
                     value(std::to_string(run.ticks.front().snapshot.xmin))},
                    Statement::Snapshot::fresh);
}

bool earlier(const FeedEvent &left, const FeedEvent &right) { return left.position < right.position; }

// Adds the rows that the run's ticks are the first to see.
void keep(std::vector<FeedEvent> &found, const Run &run, const FeedPosition &after, const Rows &rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::uint64_t xid = U64FromFullTransactionId(DatumGetFullTransactionId(rows.get(row, 2).datum));
        const core::Tick *tick =
            run.before.tick.snapshot.sees(xid) ? nullptr : core::first_seeing(run.ticks, xid);
        if (tick == nullptr)
            continue;
        const FeedPosition position{tick->era, tick->number, rows.bigint(row, 1)};
        if (position > after)
            found.push_back({position, rows.bigint(row, 3), rows.tuple(row), rows.descriptor()});
    }
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
    static const std::string sql = joined({columns, "FROM refusal.event e WHERE e.event_id > $8 AND e.event_id <= $9 AND e.xid_space + 0 = $1 AND ",
                                           wanted, "ORDER BY e.event_id LIMIT $10"});
    static Statement page(sql.c_str(), {INT4OID, BOOLOID, INT4ARRAYOID, TEXTARRAYOID, INT8OID, INT8OID, INT8OID, INT8OID,
                                        INT8OID, INT8OID});
    const Extent &extent = extent_of(run);
    const core::Tick &tick = run.ticks.front();
    std::int64_t from = extent.first - 1;
    if (after.era == tick.era && after.tick == tick.number)
        from = std::max(from, after.event_id);
    std::vector<FeedEvent> found;
    while (found.size() < most) {
        const auto limit = static_cast<std::int64_t>(most - found.size()) + 100;
        const Rows rows = page.run({value(run.xid_space), value(request.all_shops), array_value(request.shops),
                                    request.events ? array_value(*request.events) : null_value(),
                                    value(std::int64_t{request.slots}), value(std::int64_t{request.slot}),
                                    value(request.refusal_id), value(from), value(extent.last), value(limit)},
                                   Statement::Snapshot::fresh);
        keep(found, run, after, rows);
        if (static_cast<std::int64_t>(rows.size()) < limit)
            break;
        from = rows.bigint(rows.size() - 1, 1);
        check_interrupts();
    }
    return found;
}

// The run's events in their order; the run is cut where they are too many to be sorted.
std::vector<FeedEvent> events_of(Run &run, const FeedRequest &request, const FeedPosition &after, std::size_t most) {
    if (is_large(run))
        run.ticks.resize(1);
    while (run.ticks.size() > 1 || !is_large(run)) {
        const Rows rows = rows_of(run, request, most_rows + 1);
        if (static_cast<std::int64_t>(rows.size()) <= most_rows) {
            std::vector<FeedEvent> found;
            keep(found, run, after, rows);
            std::sort(found.begin(), found.end(), earlier);
            return found;
        }
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
    const Rows rows = rows_of(run, request, static_cast<std::int64_t>(most) + 1);
    if (rows.size() > most)
        return std::nullopt;
    std::vector<FeedEvent> found;
    keep(found, run, {}, rows);
    std::sort(found.begin(), found.end(), earlier);
    return found;
}

std::vector<FeedEvent> events_at(const std::vector<FeedPosition> &positions) {
    static const std::string sql =
        joined({columns, "FROM unnest($1::bigint[]) AS x (event_id) JOIN LATERAL (SELECT * FROM refusal.event f "
                         "WHERE f.event_id = x.event_id OFFSET 0) AS e ON true"});
    static Statement find(sql.c_str(), {INT8ARRAYOID});
    std::map<std::int64_t, FeedPosition> by_id;
    std::vector<std::int64_t> ids;
    for (const FeedPosition &position : positions) {
        ids.push_back(position.event_id);
        by_id.emplace(position.event_id, position);
    }
    const Rows rows = find.run({array_value(ids)}, Statement::Snapshot::fresh);
    std::vector<FeedEvent> events;
    for (std::size_t row = 0; row < rows.size(); ++row)
        events.push_back({by_id.at(rows.bigint(row, 1)), rows.bigint(row, 3), rows.tuple(row), rows.descriptor()});
    std::sort(events.begin(), events.end(), earlier);
    return events;
}

void add_event(ResultSet &results, const FeedEvent &event, Value fence) {
    std::array<Datum, 12> data{};
    std::array<bool, 12> nulls{};
    backend_call([tuple = event.tuple, descriptor = event.descriptor, datums = data.data(), flags = nulls.data()] {
        heap_deform_tuple(tuple, descriptor, datums, flags);
    });
    const auto column = [&data, &nulls](std::size_t number) { return Value{data.at(number - 1), nulls.at(number - 1)}; };
    // The second one is the transaction, which is nobody's business.
    results.add({datum_value(PointerGetDatum(&event.position)), column(1), column(3), column(4), column(5), column(6), column(7),
                 column(8), column(9), column(10), column(11), column(12), fence});
}

} // namespace refusal::backend
