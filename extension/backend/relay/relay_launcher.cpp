#include "backend/relay/relay.hpp"
#include "backend/server/settings.hpp"

// The launcher: sees to it that every database of pg_refusal.databases has its workers, and no other one.
namespace refusal::backend {

namespace {

constexpr TimestampTz shortest_wait = USECS_PER_SEC;
constexpr TimestampTz longest_wait = 60 * USECS_PER_SEC;

// Of each worker's last start. One that has not come so far as to enter its process id in our memory, or has taken it out
// and not quite ended, is there all the same.
std::array<std::array<BackgroundWorkerHandle *, worker_kinds>, most_databases> handles{};

struct Databases {
    std::array<Oid, most_databases> ids;
    std::size_t count;
    char unserved[1024]; // the names of all others
};

// The catalog from end to end: without a database of its own the launcher cannot count on the catalog's indexes.
void add_named(const List *names, Databases &found) {
    List *unserved = list_copy(names);
    Relation catalog = table_open(DatabaseRelationId, AccessShareLock);
    TableScanDesc scan = table_beginscan_catalog(catalog, 0, nullptr);
    while (HeapTuple tuple = heap_getnext(scan, ForwardScanDirection)) {
        const auto *database = reinterpret_cast<FormData_pg_database *>(GETSTRUCT(tuple));
        bool named = false;
        const ListCell *cell = nullptr;
        foreach (cell, names) {
            if (strcmp(static_cast<const char *>(lfirst(cell)), NameStr(database->datname)) != 0 ||
                !database->datallowconn || found.count == found.ids.size())
                continue;
            named = true;
            unserved = list_delete_ptr(unserved, lfirst(cell));
        }
        if (named)
            found.ids.at(found.count++) = database->oid;
    }
    table_endscan(scan);
    table_close(catalog, AccessShareLock);
    const ListCell *cell = nullptr;
    foreach (cell, unserved) {
        strlcat(found.unserved, found.unserved[0] == '\0' ? "\"" : ", \"", sizeof(found.unserved));
        strlcat(found.unserved, static_cast<const char *>(lfirst(cell)), sizeof(found.unserved));
        strlcat(found.unserved, "\"", sizeof(found.unserved));
    }
}

// Misspelt, or still to be created: said once, and again when it is another list.
void tell_unserved(const char *names) {
    static std::string told;
    if (told == names)
        return;
    told = names;
    if (!told.empty())
        backend_call([names] {
            ereport(LOG, (errmsg("pg_refusal.databases names databases that are not served: %s", names),
                          errdetail("They do not exist, take no connections, or are more than %d.", most_databases)));
        });
}

std::vector<Oid> wanted_databases() {
    const std::string setting = databases_setting();
    const Databases found = backend_call([text = setting.c_str()] {
        Databases databases{};
        List *names = NIL;
        StartTransactionCommand();
        GetTransactionSnapshot();
        if (SplitIdentifierString(pstrdup(text), ',', &names))
            add_named(names, databases);
        else
            ereport(LOG, (errmsg("pg_refusal.databases is not a list of names: %s", text)));
        CommitTransactionCommand();
        return databases;
    });
    tell_unserved(found.unserved);
    return {found.ids.begin(), found.ids.begin() + static_cast<std::ptrdiff_t>(found.count)};
}

// A slot for each that is wanted; the workers of all others are told to end.
void choose(const std::vector<Oid> &wanted) {
    RelayState *state = relay_state();
    const auto is_wanted = [&wanted](Oid database) {
        return std::find(wanted.begin(), wanted.end(), database) != wanted.end();
    };
    std::vector<pid_t> unwanted;
    SpinLockAcquire(&state->mutex);
    for (RelayDatabase &database : state->databases) {
        if (!OidIsValid(database.database) || is_wanted(database.database))
            continue;
        for (const pid_t pid : database.pids)
            if (pid != 0)
                unwanted.push_back(pid);
        if (database.pids == std::array<pid_t, worker_kinds>{})
            database.database = InvalidOid;
    }
    SpinLockRelease(&state->mutex);
    for (const pid_t pid : unwanted)
        kill(pid, SIGTERM);
    for (const Oid database : wanted) {
        if (relay_database(database) != nullptr)
            continue;
        for (RelayDatabase &slot : state->databases) {
            if (OidIsValid(slot.database))
                continue;
            slot.start = {};
            slot.failures = {};
            slot.held_by = 0;
            slot.database = database;
            break;
        }
    }
}

bool is_there(BackgroundWorkerHandle *handle) {
    if (handle == nullptr)
        return false;
    const BgwHandleStatus status = backend_call([handle] {
        pid_t pid = 0;
        return GetBackgroundWorkerPid(handle, &pid);
    });
    return status == BGWH_STARTED || status == BGWH_NOT_YET_STARTED;
}

// The handle of its last start becomes that of this one; null: there is no room for it.
void start(const RelayDatabase &database, int kind, BackgroundWorkerHandle *&handle) {
    static constexpr std::array<const char *, worker_kinds> names{"pg_refusal relay", "pg_refusal deadlines"};
    handle = backend_call([oid = database.database, name = names.at(static_cast<std::size_t>(kind)), kind, last = handle] {
        if (last != nullptr)
            pfree(last);
        BackgroundWorker worker{};
        worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
        worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
        worker.bgw_restart_time = BGW_NEVER_RESTART; // the launcher does, with a back-off
        snprintf(worker.bgw_name, BGW_MAXLEN, "%s", name);
        snprintf(worker.bgw_type, BGW_MAXLEN, "%s", name);
        strlcpy(worker.bgw_library_name, "pg_refusal", BGW_MAXLEN);
        strlcpy(worker.bgw_function_name, kind == 0 ? "refusal_relay_main" : "refusal_deadlines_main", BGW_MAXLEN);
        worker.bgw_main_arg = ObjectIdGetDatum(oid);
        worker.bgw_notify_pid = MyProcPid;
        BackgroundWorkerHandle *started = nullptr;
        if (!RegisterDynamicBackgroundWorker(&worker, &started))
            ereport(LOG, (errmsg("could not start \"%s\" for the database with OID %u: no worker slot is free", name, oid),
                          errhint("You might need to increase max_worker_processes.")));
        return started;
    });
}

// When to look again, at the latest.
TimestampTz start_missing() {
    const TimestampTz now = GetCurrentTimestamp();
    TimestampTz next = now + longest_wait;
    for (std::size_t slot = 0; slot < handles.size(); ++slot) {
        RelayDatabase &database = relay_state()->databases.at(slot);
        if (!OidIsValid(database.database))
            continue;
        const bool held = database.held_by != 0 && BackendPidGetProc(database.held_by) != nullptr;
        for (int kind = 0; kind < worker_kinds; ++kind) {
            const auto at = static_cast<std::size_t>(kind);
            BackgroundWorkerHandle *&handle = handles.at(slot).at(at);
            if (database.pids.at(at) != 0)
                continue;
            if (!held && database.start.at(at) <= now && !is_there(handle)) {
                const TimestampTz wait = shortest_wait << std::min(database.failures.at(at), 6);
                database.start.at(at) = now + std::min(wait, longest_wait);
                database.failures.at(at) += 1;
                start(database, kind, handle);
            }
            next = std::min(next, std::max(database.start.at(at), now + shortest_wait));
        }
    }
    return next;
}

void run() {
    backend_call([] {
        pqsignal(SIGHUP, SignalHandlerForConfigReload);
        pqsignal(SIGTERM, die);
        BackgroundWorkerUnblockSignals();
        BackgroundWorkerInitializeConnection(nullptr, nullptr, 0);
    });
    relay_state()->launcher = &MyProc->procLatch;
    for (;;) {
        choose(wanted_databases());
        const TimestampTz next = start_missing();
        backend_call([next] {
            const auto wait = static_cast<long>(std::max<TimestampTz>((next - GetCurrentTimestamp()) / 1000, 10));
            // A database that is created later is found then.
            WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, std::min(wait, 10'000L),
                      PG_WAIT_EXTENSION);
            ResetLatch(MyLatch);
            CHECK_FOR_INTERRUPTS();
            if (ConfigReloadPending) {
                ConfigReloadPending = false;
                ProcessConfigFile(PGC_SIGHUP);
            }
        });
    }
}

} // namespace

} // namespace refusal::backend

extern "C" {
void refusal_launcher_main(Datum argument);
}
void refusal_launcher_main(Datum /*argument*/) {
    refusal::backend::guarded([] {
        refusal::backend::run();
        return static_cast<Datum>(0);
    });
}
