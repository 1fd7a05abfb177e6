#pragma once

#include "backend/server/guard.hpp"

// The relay: background workers that tick the feed and settle deadlines, where the server preloads pg_refusal. For each
// database of pg_refusal.databases one worker ticks and one runs deadlines, so that a blocked row cannot stop the feed.
namespace refusal::backend {

enum class Worker : int { relay, deadlines };
inline constexpr int worker_kinds = 2;

// What the sessions of one database and its workers share. A latch is a process's own: of one that has ended it wakes
// whoever came to its place, which does no harm.
struct RelayDatabase {
    Oid database;                                // InvalidOid: not in use
    std::array<pid_t, worker_kinds> pids;        // 0: not running
    std::array<TimestampTz, worker_kinds> start; // not before; moved on by every start
    std::array<std::int32_t, worker_kinds> failures; // since it last did its work
    Latch *latch;                                // of the relay
    pid_t held_by;                               // a session that wants the database for itself
    pg_atomic_uint32 journalled;                 // how many have committed since the last tick
    pg_atomic_uint32 prepared;                   // a prepared transaction may be pending
    pg_atomic_uint64 heartbeat;                  // of the relay; a TimestampTz
    pg_atomic_uint64 ticks;
    pg_atomic_uint64 untold; // of the ticks: nobody could be told when they were made
    ConditionVariable ticked; // wakes who waits for the feed
};

inline constexpr int most_databases = 64;
struct RelayState {
    slock_t mutex; // guards everything but the atomics
    Latch *launcher;
    std::array<RelayDatabase, most_databases> databases;
};

// Null where the server has not preloaded pg_refusal.
RelayState *relay_state();
RelayDatabase *relay_database(Oid database); // null: none of ours

void register_relay(); // from _PG_init
// A session: this transaction has journalled. When it commits the relay is woken, or finds it within a second.
enum class WakeRelay { at_once, within_a_second };
void wake_relay_at_commit(WakeRelay when);
// Does a relay tick this session's database just now? Its heart beats every second.
bool relay_is_alive();
// Until the next tick, or so many milliseconds at most. Needs no relay.
void wait_for_tick(std::int64_t milliseconds);

} // namespace refusal::backend
