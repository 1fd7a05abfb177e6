#pragma once

// The one door to PostgreSQL's headers. Standard headers come first: PostgreSQL's macros (printf, Min, gettext …)
// would otherwise reach into them.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

extern "C" {
#include "postgres.h"

#include "access/detoast.h"
#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/transam.h"
#include "access/tupconvert.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_am.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_database.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/async.h"
#include "commands/dbcommands.h"
#include "commands/defrem.h"
#include "commands/extension.h"
#include "commands/sequence.h"
#include "commands/trigger.h"
#include "common/cryptohash.h"
#include "common/hashfn.h"
#include "common/sha2.h"
#include "datatype/timestamp.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "partitioning/partbounds.h"
#include "partitioning/partdesc.h"
#include "pgstat.h"
#include "pgtime.h"
#include "port/atomics.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "rewrite/rowsecurity.h"
#include "storage/condition_variable.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "storage/procarray.h"
#include "storage/shmem.h"
#include "storage/spin.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/inval.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/partcache.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"
#include "utils/typcache.h"
#include "utils/uuid.h"
#include "utils/varlena.h"
#include "utils/xid8.h"
}

// What differs between server versions lives here and nowhere else.
#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "pg_refusal compiles on PostgreSQL 15 to 18"
#endif

inline IndexScanDesc begin_index_scan(Relation table, Relation index, Snapshot snapshot, int keys) {
#if PG_VERSION_NUM >= 180000
    return index_beginscan(table, index, snapshot, nullptr, keys, 0);
#else
    return index_beginscan(table, index, snapshot, keys, 0);
#endif
}

// Which of its indexes a row's new version is to be entered into.
#if PG_VERSION_NUM >= 160000
using IndexesToUpdate = TU_UpdateIndexes;
inline bool any_of(IndexesToUpdate indexes) { return indexes != TU_None; }
#else
using IndexesToUpdate = bool;
inline bool any_of(IndexesToUpdate indexes) { return indexes; }
#endif

inline void update_index_tuples(ResultRelInfo *table, TupleTableSlot *row, EState *state,
                                [[maybe_unused]] IndexesToUpdate indexes) {
#if PG_VERSION_NUM >= 160000
    ExecInsertIndexTuples(table, row, state, true, false, nullptr, NIL, indexes == TU_Summarizing);
#else
    ExecInsertIndexTuples(table, row, state, true, false, nullptr, NIL);
#endif
}

inline void insert_index_tuples(ResultRelInfo *table, TupleTableSlot *row, EState *state) {
#if PG_VERSION_NUM >= 160000
    ExecInsertIndexTuples(table, row, state, false, false, nullptr, NIL, false);
#else
    ExecInsertIndexTuples(table, row, state, false, false, nullptr, NIL);
#endif
}

inline bool is_enforced([[maybe_unused]] const ConstrCheck &check) {
#if PG_VERSION_NUM >= 180000
    return check.ccenforced;
#else
    return true;
#endif
}

// Without waiting for another row that a unique index has, or may come to have, in its way: then it is not alone.
inline bool insert_index_tuples_if_alone(ResultRelInfo *table, TupleTableSlot *row, EState *state) {
    bool conflict = false;
#if PG_VERSION_NUM >= 160000
    ExecInsertIndexTuples(table, row, state, false, true, &conflict, NIL, false);
#else
    ExecInsertIndexTuples(table, row, state, false, true, &conflict, NIL);
#endif
    return !conflict;
}
