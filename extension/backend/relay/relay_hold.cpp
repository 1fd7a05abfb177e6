#include "backend/relay/relay_hold.hpp"

#include "backend/relay/relay.hpp"

namespace refusal::backend {

namespace {

ProcessUtility_hook_type previous = nullptr;

bool may_create_databases() {
    bool may = false;
    HeapTuple tuple = SearchSysCache1(AUTHOID, ObjectIdGetDatum(GetUserId()));
    if (HeapTupleIsValid(tuple)) {
        may = reinterpret_cast<FormData_pg_authid *>(GETSTRUCT(tuple))->rolcreatedb;
        ReleaseSysCache(tuple);
    }
    return may;
}

// Plain code between PostgreSQL and PostgreSQL: no C++ object lives across a call that may fail.
const char *database_of(const Node *statement) {
    if (IsA(statement, DropdbStmt))
        return reinterpret_cast<const DropdbStmt *>(statement)->dbname;
    if (IsA(statement, RenameStmt)) {
        const auto *rename = reinterpret_cast<const RenameStmt *>(statement);
        return rename->renameType == OBJECT_DATABASE ? rename->subname : nullptr;
    }
    const List *options = nullptr;
    const char *wanted = nullptr;
    const char *name = nullptr;
    const char *otherwise = nullptr;
    if (IsA(statement, AlterDatabaseStmt)) {
        name = reinterpret_cast<const AlterDatabaseStmt *>(statement)->dbname;
        options = reinterpret_cast<const AlterDatabaseStmt *>(statement)->options;
        wanted = "tablespace";
    } else if (IsA(statement, CreatedbStmt)) {
        options = reinterpret_cast<const CreatedbStmt *>(statement)->options;
        wanted = "template";
        otherwise = "template1"; // the default of CREATE DATABASE
    }
    const ListCell *cell = nullptr;
    foreach (cell, options) {
        auto *option = static_cast<DefElem *>(lfirst(cell));
        if (strcmp(option->defname, wanted) == 0 && option->arg != nullptr)
            return name != nullptr ? name : defGetString(option);
    }
    return otherwise;
}

// Whoever the command is refused to has no business with the workers. Who may take a database that is marked as a
// template need not own it.
bool may_hold(Oid oid, const Node *statement) {
    HeapTuple tuple = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(oid));
    if (!HeapTupleIsValid(tuple))
        return false;
    const auto *database = reinterpret_cast<FormData_pg_database *>(GETSTRUCT(tuple));
    const bool may = has_privs_of_role(GetUserId(), database->datdba) ||
                     (IsA(statement, CreatedbStmt) && database->datistemplate && may_create_databases());
    ReleaseSysCache(tuple);
    return may;
}

void stop_workers(RelayDatabase *database) {
    constexpr int most_tries = 500;
    database->held_by = MyProcPid;
    for (int attempt = 0; attempt < most_tries; ++attempt) {
        bool running = false;
        for (const pid_t pid : database->pids) {
            if (pid == 0)
                continue;
            running = true;
            kill(pid, SIGTERM);
        }
        if (!running)
            return;
        CHECK_FOR_INTERRUPTS();
        pg_usleep(10'000L);
    }
}

void release(int /*code*/, Datum held) {
    auto *database = reinterpret_cast<RelayDatabase *>(DatumGetPointer(held));
    if (database->held_by == MyProcPid)
        database->held_by = 0;
    if (Latch *launcher = relay_state()->launcher)
        SetLatch(launcher);
}

void hold(PlannedStmt *statement, const char *text, bool read_only_tree, ProcessUtilityContext context,
          ParamListInfo parameters, QueryEnvironment *environment, DestReceiver *receiver, QueryCompletion *completion) {
    const char *name = relay_state() == nullptr ? nullptr : database_of(statement->utilityStmt);
    RelayDatabase *database = name == nullptr ? nullptr : relay_database(get_database_oid(name, true));
    ProcessUtility_hook_type next = previous != nullptr ? previous : standard_ProcessUtility;
    if (database == nullptr || !may_hold(database->database, statement->utilityStmt)) {
        next(statement, text, read_only_tree, context, parameters, environment, receiver, completion);
        return;
    }
    // Not PG_TRY: a session that is terminated must let go, too.
    PG_ENSURE_ERROR_CLEANUP(release, PointerGetDatum(database));
    {
        stop_workers(database);
        next(statement, text, read_only_tree, context, parameters, environment, receiver, completion);
    }
    PG_END_ENSURE_ERROR_CLEANUP(release, PointerGetDatum(database));
    release(0, PointerGetDatum(database));
}

} // namespace

void register_relay_hold() {
    if (!process_shared_preload_libraries_in_progress || IsBinaryUpgrade)
        return;
    previous = ProcessUtility_hook;
    ProcessUtility_hook = hold;
}

} // namespace refusal::backend
