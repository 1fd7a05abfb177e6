#include "backend/feed.hpp"
#include "backend/relay.hpp"
#include "backend/spi.hpp"
#include "backend/tick.hpp"

// The workers of one database. One that meets an error ends; the launcher starts another one, later each time.
namespace refusal::backend {

namespace {

// Waking a listener costs some thirty times what signalling it costs the relay, and may take a tenth of the machine:
// so many times the time that the signals took is the least time between two ticks.
constexpr std::int64_t listeners_share = 50;
constexpr std::int64_t longest_gather = 100'000; // microseconds

RelayDatabase *mine = nullptr;
Worker kind_of_mine = Worker::relay;
TimestampTz visible_at = 0; // when the last commit of this process became visible: what follows are the signals

void forget_me(int /*code*/, Datum /*argument*/) {
    if (kind_of_mine == Worker::relay)
        mine->latch = nullptr;
    mine->pids.at(static_cast<std::size_t>(kind_of_mine)) = 0;
    if (Latch *launcher = relay_state()->launcher)
        SetLatch(launcher);
}

void note_visible(XactEvent event, void * /*unused*/) {
    if (event == XACT_EVENT_COMMIT)
        visible_at = GetCurrentTimestamp();
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
    const bool exists = backend_call([] { return OidIsValid(get_extension_oid("pg_refusal", true)); });
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

// A tick and what is to be told of it. False: nobody was told; the tick may have been made.
bool tick_aloud(bool &exists, bool &ticked) {
    bool done = false;
    bool told = true;
    try {
        exists = in_transaction("CALL refusal.tick()", [&] {
            ticked = tick(silence.since ? Announce::nobody : Announce::shops_too);
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

void tick_in_silence(bool &exists, bool &ticked) {
    exists = in_transaction("CALL refusal.tick()", [&ticked] {
        if (!silence.since)
            silence.since = newest_position();
        ticked = tick(Announce::nobody) || ticked;
    });
    if (ticked)
        pg_atomic_fetch_add_u64(&mine->untold, 1);
}

// One tick, where anything was journalled. Returns the least time until the next.
std::int64_t tick_once(std::int64_t gather) {
    bool exists = false;
    bool ticked = false;
    pg_atomic_write_u32(&mine->journalled, 0);
    pg_memory_barrier();
    if (silence.since && !silence.is_over()) {
        tick_in_silence(exists, ticked);
    } else if (tick_aloud(exists, ticked)) {
        silence = {};
    } else {
        tick_in_silence(exists, ticked);
        silence.lengthen();
    }
    mine->failures.at(static_cast<std::size_t>(Worker::relay)) = 0;
    if (!exists || !ticked)
        return gather;
    pg_atomic_fetch_add_u64(&mine->ticks, 1);
    ConditionVariableBroadcast(&mine->ticked);
    const std::int64_t signals = GetCurrentTimestamp() - visible_at;
    // A mean of the last few: one delay of the scheduler is no crowd of listeners.
    return std::min((gather * 7 + std::min(signals * listeners_share, longest_gather)) / 8, longest_gather);
}

void relay() {
    backend_call([] { RegisterXactCallback(note_visible, nullptr); });
    mine->latch = &MyProc->procLatch;
    pg_atomic_write_u32(&mine->prepared, 1);
    std::int64_t gather = 0;
    bool due = true; // what committed while no relay ran
    TimestampTz looked = 0;
    for (;;) {
        beat();
        const TimestampTz begun = GetCurrentTimestamp();
        if (due || silence.is_over() || pg_atomic_read_u32(&mine->journalled) != 0)
            gather = tick_once(gather);
        due = false;
        const std::int64_t rest = gather - (GetCurrentTimestamp() - begun);
        if (rest > 500)
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

void deadlines() {
    constexpr std::int32_t slice = 100;
    static Statement settle("SELECT refusal.run_due($1)", {INT4OID});
    for (;;) {
        std::int32_t settled = 0;
        in_transaction("refusal.run_due()",
                       [&settled] { settled = settle.run({value(slice)}).integer(0, 1); });
        mine->failures.at(static_cast<std::size_t>(Worker::deadlines)) = 0;
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
