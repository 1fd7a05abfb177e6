#include "backend/feed/consumer.hpp"
#include "backend/feed/feed_position.hpp"
#include "backend/server/settings.hpp"

namespace refusal::backend {

namespace {

// Held to the end of the transaction. Not an advisory lock, which any role could hold.
bool lock_slot(std::int32_t consumer_id, std::int32_t slot, bool wait) {
    return backend_call([=] {
        const Oid relation = get_relname_relid("cursor", get_namespace_oid("refusal_internal", false));
        LOCKTAG tag;
        // The consumer stands where a table would: the slot is one of 1024 of it.
        SET_LOCKTAG_OBJECT(tag, MyDatabaseId, relation, static_cast<Oid>(consumer_id), static_cast<uint16>(slot + 1));
        return LockAcquire(&tag, ExclusiveLock, false, !wait) != LOCKACQUIRE_NOT_AVAIL;
    });
}

// No session outlives its server, whoever has its pid by now. One that comes to have it while the server runs keeps
// the lease until it expires, no longer.
bool is_running(std::int32_t pid, TimestampTz started) {
    return started >= PgStartTime && backend_call([pid] { return BackendPidGetProc(pid) != nullptr; });
}

} // namespace

std::optional<Slot> Slot::try_take(const Consumer &consumer, std::int32_t slot) {
    if (!lock_slot(consumer.id, slot, false))
        return std::nullopt;
    return Slot(consumer, slot);
}

Slot Slot::take(const Consumer &consumer, std::int32_t slot) {
    lock_slot(consumer.id, slot, true);
    return {consumer, slot};
}

Slot::Slot(const Consumer &consumer, std::int32_t slot) : consumer_id_(consumer.id), slot_(slot) {
    static Statement newest_cursor("SELECT generation, upto FROM refusal_internal.cursor WHERE consumer_id = $1 "
                                   "AND slot = $2 ORDER BY generation DESC, upto DESC LIMIT 1",
                                   {INT4OID, INT4OID});
    static Statement newest_lease("SELECT entry, fence, coalesce(pid, 0), coalesce(session_started, 'epoch'), "
                                  "expires_at, upto FROM refusal_internal.lease WHERE consumer_id = $1 AND slot = $2 "
                                  "ORDER BY entry DESC LIMIT 1",
                                  {INT4OID, INT4OID});
    static Statement parked("SELECT p.delivered_fence IS NOT DISTINCT FROM $3 FROM refusal_internal.parked_event p "
                            "WHERE p.consumer_id = $1 AND p.slot = $2 ORDER BY 1 DESC LIMIT 1",
                            {INT4OID, INT4OID, INT8OID});
    const Value id = value(consumer_id_);
    const Rows cursors = newest_cursor.run({id, value(slot_)}, Statement::Snapshot::fresh);
    if (!cursors.empty()) {
        generation_ = cursors.bigint(0, 1);
        cursor_ = position_of(cursors.get(0, 2).datum);
    }
    const Rows leases = newest_lease.run({id, value(slot_)}, Statement::Snapshot::fresh);
    if (leases.empty())
        return;
    entry_ = leases.bigint(0, 1);
    fence_ = leases.bigint(0, 2);
    pid_ = leases.integer(0, 3);
    session_started_ = DatumGetTimestampTz(leases.get(0, 4).datum);
    expires_at_ = DatumGetTimestampTz(leases.get(0, 5).datum);
    handed_out_ = position_of(leases.get(0, 6).datum);
    const Rows behind = parked.run({id, value(slot_), value(fence_)}, Statement::Snapshot::fresh);
    has_parked_ = !behind.empty();
    parked_handed_out_ = has_parked_ && behind.boolean(0, 1);
}

bool Slot::is_mine() const { return pid_ == MyProcPid && session_started_ == MyStartTimestamp; }

bool Slot::is_held() const {
    const bool settled = handed_out_ <= cursor_ && !parked_handed_out_;
    return !settled && expires_at_ > GetCurrentTimestamp() && is_running(pid_, session_started_);
}

void Slot::check_fence(const std::optional<std::int64_t> &fence) const {
    if (fence && *fence != fence_)
        throw core::Error("RF003", "fence " + std::to_string(*fence) + " of slot " + std::to_string(slot_) + " is stale",
                          "The lease was lost: its fence is " + std::to_string(fence_) + " now.",
                          "Poll again; whatever was not acknowledged is handed out anew.");
    if (!fence && !is_mine())
        throw core::Error("RF003",
                          "slot " + std::to_string(slot_) +
                              (is_held() ? " is leased to another session" : " is not leased to this session"),
                          "Another worker may have settled what was handed out.",
                          "A worker that settles in another session than it polls in passes the fence it was given.");
}

void Slot::lease(const core::FeedPosition &handed_out) {
    const TimestampTz now = GetCurrentTimestamp();
    const bool keep = is_mine() && is_held();
    const std::int64_t length = lease_micros();
    if (keep && handed_out == handed_out_ && expires_at_ > now + length / 2)
        return;
    add_lease(keep ? std::optional(fence_) : std::nullopt, now + length, true, handed_out);
}

// Without a fence it draws a new one: of a sequence, so that one that was rolled back does not come again.
void Slot::add_lease(const std::optional<std::int64_t> &fence, TimestampTz expires_at, bool mine,
                     const core::FeedPosition &handed_out) {
    static Statement add("INSERT INTO refusal_internal.lease (consumer_id, slot, entry, fence, pid, session_started, "
                         "expires_at, upto) VALUES ($1, $2, $3, coalesce($4, nextval('refusal_internal.fence_seq')), "
                         "$5, $6, $7, $8::refusal.feed_position) RETURNING fence",
                         {INT4OID, INT4OID, INT8OID, INT8OID, INT4OID, TIMESTAMPTZOID, TIMESTAMPTZOID,
                          TEXTOID});
    entry_ += 1;
    pid_ = mine ? MyProcPid : 0;
    session_started_ = mine ? MyStartTimestamp : 0;
    expires_at_ = expires_at;
    handed_out_ = handed_out;
    fence_ = add.run({value(consumer_id_), value(slot_), value(entry_), value(fence),
                      mine ? value(pid_) : null_value(), mine ? timestamp_value(session_started_) : null_value(),
                      timestamp_value(expires_at), position_parameter(handed_out)})
                 .bigint(0, 1);
    if (entry_ % 64 == 0)
        fold();
}

// Rows that no longer count.
void Slot::fold() const {
    static Statement leases("DELETE FROM refusal_internal.lease WHERE consumer_id = $1 AND slot = $2 AND entry < $3",
                            {INT4OID, INT4OID, INT8OID});
    static Statement cursors("DELETE FROM refusal_internal.cursor WHERE consumer_id = $1 AND slot = $2 "
                             "AND (generation < $3 OR (generation = $3 AND upto OPERATOR(refusal.<) $4::refusal.feed_position))",
                             {INT4OID, INT4OID, INT8OID, TEXTOID});
    leases.run({value(consumer_id_), value(slot_), value(entry_)});
    cursors.run({value(consumer_id_), value(slot_), value(generation_), position_parameter(cursor_)});
}

void Slot::add_cursor(const core::FeedPosition &upto) {
    static Statement add("INSERT INTO refusal_internal.cursor (consumer_id, slot, generation, upto) "
                         "VALUES ($1, $2, $3, $4::refusal.feed_position) ON CONFLICT DO NOTHING",
                         {INT4OID, INT4OID, INT8OID, TEXTOID});
    add.run({value(consumer_id_), value(slot_), value(generation_), position_parameter(upto)});
    cursor_ = upto;
}

void Slot::move_cursor(const core::FeedPosition &upto) {
    if (upto > cursor_)
        add_cursor(upto);
}

// No lease comes of it, whose every 64th folds.
void Slot::pass(const core::FeedPosition &upto) {
    move_cursor(upto);
    fold();
}

void Slot::seek(const core::FeedPosition &to) {
    generation_ += 1;
    add_cursor(to);
    add_lease(std::nullopt, GetCurrentTimestamp(), false, to);
}

} // namespace refusal::backend
