#include "backend/feed/feed.hpp"
#include "backend/feed/tick.hpp"
#include "backend/relay/relay.hpp"
#include "backend/server/idle_processors.hpp"
#include "backend/server/spi.hpp"
#include "core/pace.hpp"

// The workers of one database. One that meets an error ends; the launcher starts another one, later each time.
namespace refusal::backend {

namespace {

RelayDatabase *mine = nullptr;
Worker kind_of_mine = Worker::relay;
std::int64_t used_at_commit = 0; // the processor time when the last commit became visible: what follows are the signals

void forget_me(int /*code*/, Datum /*argument*/) {
    if (kind_of_mine == Worker::relay)
        mine->latch = nullptr;
    mine->pids.at(static_cast<std::size_t>(kind_of_mine)) = 0;
    if (Latch *launcher = relay_state()->launcher)
        SetLatch(launcher);
}

std::int64_t processor_time() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return used.tv_sec * USECS_PER_SEC + used.tv_nsec / 1000;
}

void note_visible(XactEvent event, void * /*unused*/) {
    if (event == XACT_EVENT_COMMIT)
        used_at_commit = processor_time();
}

// False: another one is at work already, or the database is not to be served any more.
bool begin(Oid database, Worker kind) {
    backend_call([database] {
        pqsignal(SIGHUP, SignalHandlerForConfigReload);
        pqsignal(SIGTERM, die);
        BackgroundWorkerUnblockSignals();
        BackgroundWorkerInitializeConnectionByOid(database, InvalidOid, 0);
        // Whatever the database or the role sets: a tick's statement must take a snapshot of its own.
        SetConfigOption("default_transaction_isolation", "read committed", PGC_SUSET, PGC_S_OVERRIDE);
        SetConfigOption("default_transaction_read_only", "off", PGC_SUSET, PGC_S_OVERRIDE);
        SetConfigOption("search_path", "pg_catalog, pg_temp", PGC_SUSET, PGC_S_OVERRIDE);
        for (const char *timeout : {"statement_timeout", "idle_in_transaction_session_timeout"})
            SetConfigOption(timeout, "0", PGC_SUSET, PGC_S_OVERRIDE);
        SetConfigOption("lock_timeout", "5s", PGC_SUSET, PGC_S_OVERRIDE);
    });
    mine = relay_database(database);
    kind_of_mine = kind;
    if (mine == nullptr)
        return false;
    RelayState *state = relay_state();
    SpinLockAcquire(&state->mutex);
    pid_t &pid = mine->pids.at(static_cast<std::size_t>(kind));
    const bool first = pid == 0 && mine->held_by == 0;
    if (first)
        pid = MyProcPid;
    SpinLockRelease(&state->mutex);
    if (first)
        backend_call([] { before_shmem_exit(forget_me, 0); });
    return first;
}

void wait(std::int64_t milliseconds) {
    backend_call([milliseconds] {
        pgstat_report_activity(STATE_IDLE, nullptr);
        WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, static_cast<long>(milliseconds),
                  PG_WAIT_EXTENSION);
        ResetLatch(MyLatch);
        CHECK_FOR_INTERRUPTS();
        if (ConfigReloadPending) {
            ConfigReloadPending = false;
            ProcessConfigFile(PGC_SIGHUP);
        }
    });
}

// A transaction of its own, in which the extension exists; false: it does not.
template <typename F> bool in_transaction(const char *activity, F act) {
    backend_call([activity] {
        SetCurrentStatementStartTimestamp();
        pgstat_report_activity(STATE_RUNNING, activity);
        StartTransactionCommand();
        PushActiveSnapshot(GetTransactionSnapshot());
    });
    const bool exists = backend_call([] {
        const Oid schema = get_namespace_oid("refusal_internal", true);
        return OidIsValid(schema) && OidIsValid(get_relname_relid("tick", schema));
    });
    if (exists) {
        const SpiSession session;
        act();
    }
    backend_call([] {
        PopActiveSnapshot();
        CommitTransactionCommand();
        pgstat_report_stat(false);
    });
    return exists;
}

bool prepared_are_pending() {
    static Statement find("SELECT EXISTS (SELECT FROM pg_prepared_xacts WHERE database = current_database())", {});
    return find.run({}, Statement::Snapshot::fresh).boolean(0, 1);
}

void beat() { pg_atomic_write_u64(&mine->heartbeat, static_cast<std::uint64_t>(GetCurrentTimestamp())); }

// Nobody can be told while the queue of notifications is full, behind a listener that sits idle in a transaction, or
// cannot be written: whoever notifies then fails to commit. The feed does not wait for that. It goes on in silence, with
// another try after a while.
struct Silence {
    std::optional<core::FeedPosition> since; // what came after it is still to be told; none: nothing is
    TimestampTz until = 0;
    TimestampTz lasts = USECS_PER_SEC;

    bool is_over() const { return since && GetCurrentTimestamp() >= until; }
    void lengthen() {
        constexpr TimestampTz longest = 60 * USECS_PER_SEC;
        until = GetCurrentTimestamp() + lasts;
        lasts = std::min(lasts * 2, longest);
    }
};

Silence silence;
core::FeedPosition told_upto; // up to there the shops were told of the feed, or found it when this relay began

// A tick and what is to be told of it. False: nobody was told; the tick may have been made.
bool tick_aloud(Journalled journalled, bool &exists, bool &ticked) {
    bool done = false;
    bool told = true;
    try {
        exists = in_transaction("CALL refusal.tick()", [&] {
            ticked = tick(journalled, silence.since ? Announce::nobody : Announce::shops_too, &told_upto);
            if (silence.since)
                told = announce_since(*silence.since);
            done = true;
        });
        return told;
    } catch (const BackendError &error) {
        if (!done)
            throw;
        backend_call([data = error.data] {
            HOLD_INTERRUPTS();
            ereport(LOG, (errcode(data->sqlerrcode), errmsg("nobody can be told of the feed: %s", data->message)));
            AbortOutOfAnyTransaction(); // which takes the error with it
            RESUME_INTERRUPTS();
        });
        return false;
    }
}

void tick_in_silence(Journalled journalled, bool &exists, bool &ticked) {
    exists = in_transaction("CALL refusal.tick()", [journalled, &ticked] {
        if (!silence.since)
            silence.since = newest_position();
        ticked = tick(journalled, Announce::nobody) || ticked;
    });
    if (ticked)
        pg_atomic_fetch_add_u64(&mine->untold, 1);
}

// One tick, where anything was journalled.
void tick_once(core::Pace &pace, TimestampTz &last_begun) {
    const TimestampTz begun = GetCurrentTimestamp();
    const std::int64_t used = processor_time();
    const std::uint32_t commits = pg_atomic_exchange_u32(&mine->journalled, 0);
    pg_memory_barrier();
    const Journalled journalled = commits > 0 ? Journalled::yes : Journalled::perhaps;
    bool exists = false;
    bool ticked = false;
    if (silence.since && !silence.is_over()) {
        tick_in_silence(journalled, exists, ticked);
    } else if (tick_aloud(journalled, exists, ticked)) {
        silence = {};
    } else {
        tick_in_silence(journalled, exists, ticked);
        silence.lengthen();
    }
    mine->failures.at(static_cast<std::size_t>(Worker::relay)) = 0;
    if (!exists || !ticked)
        return;
    pg_atomic_fetch_add_u64(&mine->ticks, 1);
    ConditionVariableBroadcast(&mine->ticked);
    const std::int64_t ended = processor_time();
    pace.ticked({begun - last_begun, commits, used_at_commit - used, ended - used_at_commit});
    if (const std::optional<double> idle = idle_processors())
        pace.idle(*idle);
    last_begun = begun;
}

void relay() {
    backend_call([] { RegisterXactCallback(note_visible, nullptr); });
    in_transaction("the newest tick", [] { told_upto = newest_position(); });
    mine->latch = &MyProc->procLatch;
    pg_atomic_write_u32(&mine->prepared, 1);
    core::Pace pace(static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)));
    bool due = true; // what committed while no relay ran
    TimestampTz looked = 0;
    TimestampTz last_begun = 0;
    for (;;) {
        beat();
        if (due || silence.is_over() || pg_atomic_read_u32(&mine->journalled) != 0)
            tick_once(pace, last_begun);
        due = false;
        const std::int64_t rest = pace.gather() - (GetCurrentTimestamp() - last_begun);
        if (rest > 100)
            pg_usleep(static_cast<long>(rest));
        if (pg_atomic_read_u32(&mine->journalled) == 0)
            wait(1000);
        else
            backend_call([] { CHECK_FOR_INTERRUPTS(); });
        if (pg_atomic_read_u32(&mine->prepared) != 0 && GetCurrentTimestamp() - looked >= USECS_PER_SEC) {
            looked = GetCurrentTimestamp();
            due = true; // one that was pending a second ago may have committed
            bool pending = false;
            in_transaction("prepared transactions", [&pending] { pending = prepared_are_pending(); });
            if (!pending)
                pg_atomic_write_u32(&mine->prepared, 0);
        }
    }
}

// One step of refusal.maintain(), as the owner of what it makes. Returns how long the next one has time: while the
// journal is busy longer each time, since every attempt lets others wait.
std::int64_t maintain_once() {
    constexpr std::int64_t when_done = 3'600 * USECS_PER_SEC;
    constexpr std::int64_t most_busy = 60 * USECS_PER_SEC;
    static std::int64_t when_busy = USECS_PER_SEC;
    static Statement step("SELECT refusal_internal.try_maintenance()", {});
    std::int64_t rest = when_done;
    const bool exists = in_transaction("CALL refusal.maintain()", [&rest] {
        const AsOwner owner;
        const Rows rows = step.run({});
        if (!rows.is_null(0, 1))
            rest = rows.text(0, 1) == "busy" ? when_busy : 0;
    });
    when_busy = rest == when_busy ? std::min(2 * when_busy, most_busy) : USECS_PER_SEC;
    return exists ? rest : 0;
}

void deadlines() {
    constexpr std::int32_t slice = 100;
    static Statement settle("SELECT refusal.run_due($1)", {INT4OID});
    TimestampTz maintain_at = 0;
    for (;;) {
        std::int32_t settled = 0;
        in_transaction("refusal.run_due()",
                       [&settled] { settled = settle.run({value(slice)}).integer(0, 1); });
        mine->failures.at(static_cast<std::size_t>(Worker::deadlines)) = 0;
        if (GetCurrentTimestamp() >= maintain_at)
            maintain_at = GetCurrentTimestamp() + maintain_once();
        if (settled < slice)
            wait(1000);
        else
            backend_call([] { CHECK_FOR_INTERRUPTS(); });
    }
}

void work(Datum database, Worker kind) {
    guarded([database, kind] {
        if (begin(DatumGetObjectId(database), kind))
            kind == Worker::relay ? relay() : deadlines();
        return static_cast<Datum>(0);
    });
}

} // namespace

} // namespace refusal::backend

extern "C" {
void refusal_relay_main(Datum database);
void refusal_deadlines_main(Datum database);
}
void refusal_relay_main(Datum database) { refusal::backend::work(database, refusal::backend::Worker::relay); }
void refusal_deadlines_main(Datum database) { refusal::backend::work(database, refusal::backend::Worker::deadlines); }
