#include "backend/relay/relay.hpp"

namespace refusal::backend {

namespace {

RelayState *state = nullptr;
std::optional<WakeRelay> journalled; // in this transaction
shmem_request_hook_type previous_request = nullptr;
shmem_startup_hook_type previous_startup = nullptr;

void request_memory() {
    if (previous_request != nullptr)
        previous_request();
    RequestAddinShmemSpace(sizeof(RelayState));
}

void attach_memory() {
    if (previous_startup != nullptr)
        previous_startup();
    bool found = false;
    LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
    state = static_cast<RelayState *>(ShmemInitStruct("pg_refusal relay", sizeof(RelayState), &found));
    if (!found) {
        std::memset(static_cast<void *>(state), 0, sizeof(RelayState));
        SpinLockInit(&state->mutex);
        for (RelayDatabase &database : state->databases) {
            pg_atomic_init_u32(&database.journalled, 0);
            pg_atomic_init_u32(&database.prepared, 0);
            pg_atomic_init_u64(&database.heartbeat, 0);
            pg_atomic_init_u64(&database.ticks, 0);
            pg_atomic_init_u64(&database.untold, 0);
            ConditionVariableInit(&database.ticked);
        }
    }
    LWLockRelease(AddinShmemInitLock);
}

// Called when the transaction is visible already: it must not fail.
void at_end(XactEvent event, void * /*unused*/) {
    if (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE || event == XACT_EVENT_PARALLEL_PRE_COMMIT)
        return;
    const std::optional<WakeRelay> wake = std::exchange(journalled, std::nullopt);
    RelayDatabase *mine = wake ? relay_database(MyDatabaseId) : nullptr;
    if (mine == nullptr)
        return;
    if (event == XACT_EVENT_PREPARE)
        pg_atomic_write_u32(&mine->prepared, 1);
    if (event != XACT_EVENT_COMMIT)
        return;
    pg_atomic_fetch_add_u32(&mine->journalled, 1); // a barrier, too
    Latch *latch = mine->latch;
    if (latch != nullptr && *wake == WakeRelay::at_once)
        SetLatch(latch);
}

BackgroundWorker launcher() {
    BackgroundWorker worker{};
    worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
    worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
    worker.bgw_restart_time = 5;
    strlcpy(worker.bgw_name, "pg_refusal launcher", BGW_MAXLEN);
    strlcpy(worker.bgw_type, "pg_refusal launcher", BGW_MAXLEN);
    strlcpy(worker.bgw_library_name, "pg_refusal", BGW_MAXLEN);
    strlcpy(worker.bgw_function_name, "refusal_launcher_main", BGW_MAXLEN);
    return worker;
}

} // namespace

RelayState *relay_state() { return state; }

RelayDatabase *relay_database(Oid database) {
    static int last = 0;
    if (state == nullptr || !OidIsValid(database))
        return nullptr;
    if (state->databases.at(static_cast<std::size_t>(last)).database == database)
        return &state->databases.at(static_cast<std::size_t>(last));
    for (int index = 0; index < most_databases; ++index) {
        if (state->databases.at(static_cast<std::size_t>(index)).database == database) {
            last = index;
            return &state->databases.at(static_cast<std::size_t>(index));
        }
    }
    return nullptr;
}

void register_relay() {
    RegisterXactCallback(at_end, nullptr);
    if (!process_shared_preload_libraries_in_progress || IsBinaryUpgrade)
        return;
    previous_request = shmem_request_hook;
    shmem_request_hook = request_memory;
    previous_startup = shmem_startup_hook;
    shmem_startup_hook = attach_memory;
    BackgroundWorker worker = launcher();
    RegisterBackgroundWorker(&worker);
}

void wake_relay_at_commit(WakeRelay when) {
    if (!journalled || when == WakeRelay::at_once)
        journalled = when;
}

bool relay_is_alive() {
    constexpr TimestampTz stale = 3 * USECS_PER_SEC;
    RelayDatabase *mine = relay_database(MyDatabaseId);
    if (mine == nullptr || mine->latch == nullptr)
        return false;
    return GetCurrentTimestamp() - static_cast<TimestampTz>(pg_atomic_read_u64(&mine->heartbeat)) < stale;
}

void wait_for_tick(std::int64_t milliseconds) {
    constexpr std::int64_t longest_sleep = 1'000; // a relay may die
    constexpr std::int64_t between_looks = 100;   // where nobody wakes us: no relay, or a standby
    RelayDatabase *mine = relay_is_alive() ? relay_database(MyDatabaseId) : nullptr;
    const auto sleep = static_cast<long>(std::min(milliseconds, mine != nullptr ? longest_sleep : between_looks));
    backend_call([mine, sleep] {
        if (mine != nullptr) {
            ConditionVariableTimedSleep(&mine->ticked, sleep, PG_WAIT_EXTENSION);
        } else {
            WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, sleep, PG_WAIT_EXTENSION);
            ResetLatch(MyLatch);
        }
        CHECK_FOR_INTERRUPTS();
    });
}

// refusal_internal.relay_heartbeat(): of this database's relay; null where none runs.
REFUSAL_FUNCTION(refusal_relay_heartbeat) {
    RelayDatabase *mine = relay_database(MyDatabaseId);
    if (mine == nullptr || mine->latch == nullptr)
        PG_RETURN_NULL();
    return TimestampTzGetDatum(static_cast<TimestampTz>(pg_atomic_read_u64(&mine->heartbeat)));
}

// refusal_internal.relay_untold(): how many ticks nobody could be told of, since the server was started; null where no
// relay runs.
REFUSAL_FUNCTION(refusal_relay_untold) {
    RelayDatabase *mine = relay_database(MyDatabaseId);
    if (mine == nullptr || mine->latch == nullptr)
        PG_RETURN_NULL();
    return Int64GetDatum(static_cast<std::int64_t>(pg_atomic_read_u64(&mine->untold)));
}

} // namespace refusal::backend
