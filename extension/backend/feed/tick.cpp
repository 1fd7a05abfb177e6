#include "backend/feed/tick.hpp"

#include "backend/feed/feed.hpp"
#include "backend/journal/journal.hpp"
#include "backend/server/settings.hpp"
#include "backend/tenancy/reference.hpp"

// A tick puts what has committed since the last one into the feed's order. It is a transaction that does nothing
// else: one that had written before would order its own events before it commits.
namespace refusal::backend {

namespace {

constexpr std::size_t most_told = 2'000;

struct Newest {
    std::int64_t era = 0; // 0: none yet
    std::int32_t xid_space = 0;
    bool this_run = false; // of this server since it was started or promoted
    std::int64_t tick = 0;
    std::string snapshot = "1:1:"; // sees nothing
};

void check_alone(FunctionCallInfo fcinfo) {
    const auto *call = fcinfo->context != nullptr && IsA(fcinfo->context, CallContext)
                           ? reinterpret_cast<const CallContext *>(fcinfo->context)
                           : nullptr;
    if (call == nullptr || call->atomic)
        throw core::Error("25001", "refusal.tick() cannot run inside a transaction block", {},
                          "CALL it by itself, outside of any transaction.");
    if (RecoveryInProgress())
        throw core::Error("25006", "refusal.tick() cannot run on a standby", {}, "Its primary ticks.");
    if (IsolationUsesXactSnapshot())
        throw core::Error("25001", "refusal.tick() needs the isolation level READ COMMITTED");
    if (TransactionIdIsValid(GetTopTransactionIdIfAny()))
        throw core::Error("25001", "refusal.tick() cannot run after a write of the same transaction");
}

// One tick at a time, to the end of the transaction. Not an advisory lock, which any role could hold.
void take_turn() {
    backend_call([] {
        const Oid relation = get_relname_relid("tick", get_namespace_oid("refusal_internal", false));
        LockDatabaseObject(RelationRelationId, relation, 1, ExclusiveLock);
    });
}

// What is announced is durable, whatever the session asks for.
void flush_at_commit() {
    if (synchronous_commit < SYNCHRONOUS_COMMIT_REMOTE_FLUSH)
        backend_call([] {
            set_config_option("synchronous_commit", "on", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
        });
}

Newest newest_tick() {
    // From the end of an index each: an era may have a million ticks.
    static Statement find("SELECT e.era, e.xid_space, e.started_at = pg_postmaster_start_time() AND e.timeline = $1, "
                          "t.tick, t.snapshot::text FROM (SELECT * FROM refusal_internal.era ORDER BY era DESC LIMIT 1) AS e "
                          "LEFT JOIN LATERAL (SELECT * FROM refusal_internal.tick WHERE era = e.era "
                          "ORDER BY tick DESC LIMIT 1) AS t ON true",
                          {INT4OID});
    const Rows rows = find.run({value(static_cast<std::int32_t>(GetWALInsertionTimeLine()))});
    if (rows.empty())
        return {};
    return {rows.bigint(0, 1), rows.integer(0, 2), rows.boolean(0, 3), rows.bigint(0, 4), rows.text(0, 5)};
}

bool anything_after(const Newest &last, std::int32_t space) {
    static Statement find("SELECT EXISTS (SELECT FROM refusal.event WHERE xid_space = $1 "
                          "AND txid >= pg_snapshot_xmax($2::pg_snapshot)) "
                          "OR EXISTS (SELECT FROM pg_snapshot_xip($2::pg_snapshot) AS x (txid) JOIN LATERAL ("
                          "SELECT FROM refusal.event e WHERE e.xid_space = $1 AND e.txid = x.txid OFFSET 0) AS e ON true)",
                          {INT4OID, TEXTOID});
    return find.run({value(space), value(last.snapshot)}).boolean(0, 1);
}

void begin_era(Newest &last, std::int32_t space) {
    static Statement add("INSERT INTO refusal_internal.era (era, xid_space, started_at, timeline) "
                         "VALUES (greatest($1 + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint), $2, "
                         "pg_postmaster_start_time(), $3) RETURNING era",
                         {INT8OID, INT4OID, INT4OID});
    const Rows rows =
        add.run({value(last.era), value(space), value(static_cast<std::int32_t>(GetWALInsertionTimeLine()))});
    last = {rows.bigint(0, 1), space, true, 0, last.xid_space == space ? last.snapshot : "1:1:"};
}

// The old cluster is gone, and what it left uncommitted with it: one tick that sees all of its transactions.
void close_space(Newest &last) {
    static Statement add("INSERT INTO refusal_internal.tick (era, tick, snapshot, ticked_at, drawn) "
                         "SELECT $1, $2, format('%s:%s:', after.last, after.last)::pg_snapshot, clock_timestamp(), "
                         "(SELECT last_value FROM refusal.event_id_seq) "
                         "FROM (SELECT (txid::text::numeric + 1) AS last FROM refusal.event WHERE xid_space = $3 "
                         "ORDER BY txid DESC LIMIT 1) AS after",
                         {INT8OID, INT8OID, INT4OID});
    if (last.era == 0 || !anything_after(last, last.xid_space))
        return;
    begin_era(last, last.xid_space);
    add.run({value(last.era), value(std::int64_t{1}), value(last.xid_space)});
}

// The snapshot is the statement's own: taken after the lock was, so it sees whatever the tick before could not.
core::Tick append_tick(const Newest &last) {
    static Statement add("INSERT INTO refusal_internal.tick (era, tick, snapshot, ticked_at, drawn) "
                         "SELECT $1, $2, pg_current_snapshot(), clock_timestamp(), last_value FROM refusal.event_id_seq "
                         "RETURNING snapshot::text",
                         {INT8OID, INT8OID});
    const Rows rows = add.run({value(last.era), value(last.tick + 1)});
    return {last.era, last.tick + 1, snapshot_of(rows.text(0, 1))};
}

void tell(const std::string &channel, const std::string &payload) {
    backend_call([name = channel.c_str(), text = payload.c_str()] { Async_Notify(name, text); });
}

std::string notice_to(const std::string &upto) { return R"({"to":")" + upto + R"(","v":1})"; }

std::string quoted(const std::string &text) { return nlohmann::json(text).dump(); }

std::string told(const FeedEvent &event) {
    const auto column = [&event](int number) {
        bool is_null = false;
        return SPI_getbinval(event.row, event.descriptor, number, &is_null);
    };
    return "{\"event\":" + quoted(text_of(column(6))) + ",\"refusal\":" + std::to_string(event.refusal_id) +
           ",\"state\":" + quoted(text_of(column(8))) + ",\"version\":" + std::to_string(DatumGetInt32(column(5))) + "}";
}

// Each shop that has events among these, with the events where they fit; every shop where they are too many to be read.
void tell_shops(const std::optional<std::vector<FeedEvent>> &events, const std::string &upto) {
    constexpr std::size_t longest_notice = 7900;
    const auto known = reference();
    std::map<std::int32_t, std::string> by_shop;
    if (events) {
        for (const FeedEvent &event : *events) {
            bool is_null = false;
            std::string &list =
                by_shop[DatumGetInt32(SPI_getbinval(event.row, event.descriptor, 4, &is_null))];
            if (list.size() <= longest_notice)
                list += (list.empty() ? "" : ",") + told(event);
        }
    } else {
        for (const auto &[shop_id, shop] : known->shops)
            by_shop[shop_id];
    }
    for (const auto &[shop_id, list] : by_shop) {
        const auto shop = known->shops.find(shop_id);
        if (shop == known->shops.end())
            continue;
        const std::string whole = R"({"events":[)" + list + R"(],"to":")" + upto + R"(","v":1})";
        tell(shop->second.channel, list.empty() || whole.size() > longest_notice ? notice_to(upto) : whole);
    }
}

// Behind a listener that sits idle in a transaction the queue grows until every commit that notifies fails. A tick
// then had better be heard of by nobody than not be made.
bool queue_is_full() {
    constexpr double nearly = 0.95;
    return backend_call([] { return DatumGetFloat8(DirectFunctionCall1(pg_notification_queue_usage, 0)); }) > nearly;
}

void tell_since(const core::FeedPosition &since, const std::string &upto) {
    FeedRequest request;
    request.after = since;
    request.all_shops = true;
    request.max_events = most_told + 1;
    std::optional<std::vector<FeedEvent>> events = read_feed(request).events;
    if (events->size() > most_told)
        events.reset();
    tell_shops(events, upto);
}

} // namespace

bool tick(Journalled journalled, Announce announce, core::FeedPosition *told) {
    const AsOwner owner;
    const PinnedSearchPath path;
    take_turn();
    const std::int32_t space = xid_space();
    Newest last = newest_tick();
    if (last.xid_space != space)
        close_space(last);
    const Newest known = last.xid_space == space ? last : Newest{};
    const core::FeedPosition before{last.era, last.tick, PG_INT64_MAX};
    const bool untold = told != nullptr && last.era != 0 && *told < before;
    if (journalled == Journalled::perhaps && !anything_after(known, space)) {
        if (untold && announce == Announce::shops_too) {
            tell_since(*told, core::position_text(before));
            *told = before;
        }
        return false;
    }
    flush_at_commit();
    if (last.xid_space != space || !last.this_run)
        begin_era(last, space);
    const core::Tick tick = append_tick(last);
    const core::FeedPosition last_of_it{tick.era, tick.number, PG_INT64_MAX};
    const std::string upto = core::position_text(last_of_it);
    if (announce != Announce::nobody)
        tell("refusal", notice_to(upto));
    if (announce == Announce::shops_too && untold)
        tell_since(*told, upto);
    else if (announce == Announce::shops_too)
        tell_shops(events_of_tick(space, snapshot_of(last.snapshot), tick, most_told), upto);
    if (told != nullptr)
        *told = last_of_it;
    return true;
}

bool announce_since(const core::FeedPosition &since) {
    if (queue_is_full()) // a look makes room, too, where it was read; to notify does not
        return false;
    const AsOwner owner;
    const PinnedSearchPath path;
    const std::string upto = core::position_text(newest_position());
    tell("refusal", notice_to(upto));
    tell_since(since, upto);
    return true;
}

REFUSAL_FUNCTION(refusal_tick) {
    check_alone(fcinfo);
    const SpiSession session;
    tick(Journalled::perhaps,
         notify_setting() == Notify::off || queue_is_full() ? Announce::nobody : Announce::operators);
    PG_RETURN_VOID();
}

} // namespace refusal::backend
