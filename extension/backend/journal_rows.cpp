#include "backend/journal_rows.hpp"

#include "backend/after.hpp"
#include "backend/direct_insert.hpp"
#include "backend/insert_checks.hpp"
#include "backend/journal.hpp"
#include "backend/row.hpp"

// Every change of every refusal comes through here, one at a time as a rule.
namespace refusal::backend {

namespace {

// A column of refusal.event and where it comes from: the changed row's column, or what all lines of a statement share.
enum class Source { row, xid_space, txid, role };

struct JournalColumn {
    const char *name;
    Source source;
    Col from;
};

constexpr std::array journal_columns{
    JournalColumn{"event_id", Source::row, Col::event_id},
    JournalColumn{"xid_space", Source::xid_space, {}},
    JournalColumn{"txid", Source::txid, {}},
    JournalColumn{"refusal_id", Source::row, Col::refusal_id},
    JournalColumn{"version", Source::row, Col::version},
    JournalColumn{"shop_id", Source::row, Col::shop_id},
    JournalColumn{"event", Source::row, Col::last_event},
    JournalColumn{"from_state", Source::row, Col::previous_state},
    JournalColumn{"to_state", Source::row, Col::state},
    JournalColumn{"actor", Source::row, Col::last_actor},
    JournalColumn{"role", Source::role, {}},
    JournalColumn{"occurred_at", Source::row, Col::last_occurred_at},
    JournalColumn{"recorded_at", Source::row, Col::updated_at},
    JournalColumn{"facility_id", Source::row, Col::last_facility_id},
    JournalColumn{"request_id", Source::row, Col::last_request},
    JournalColumn{"request_digest", Source::row, Col::last_digest},
    JournalColumn{"payload", Source::row, Col::last_payload},
    JournalColumn{"hash", Source::row, Col::hash},
};

// How many lines are in memory at once: as many as fill some pages, few enough to stay in the processor's cache.
constexpr std::size_t most_lines = 100;

constexpr auto journal_names = [] {
    std::array<const char *, journal_columns.size()> names{};
    for (std::size_t column = 0; column < names.size(); ++column)
        names.at(column) = journal_columns.at(column).name;
    return names;
}();

Oid partition_at(Relation journal, TimestampTz at) {
    PartitionKey key = RelationGetPartitionKey(journal);
    PartitionDesc partitions = RelationGetPartitionDesc(journal, true);
    int index = -1;
    if (partitions->nparts > 0) {
        Datum value = TimestampTzGetDatum(at);
        bool is_bound = false;
        PartitionBoundInfo bounds = partitions->boundinfo;
        const int below = partition_range_datum_bsearch(key->partsupfunc, key->partcollation, bounds, 1, &value, &is_bound);
        index = bounds->indexes[below + 1];
        if (index < 0)
            index = bounds->default_index;
    }
    if (index < 0)
        ereport(ERROR, (errcode(ERRCODE_CHECK_VIOLATION), errmsg("the journal has no partition for its next line"),
                        errhint("Attach its default partition again, refusal_internal.event_default.")));
    return partitions->oids[index];
}

struct Shared {
    Datum xid_space, txid, role;
};

void fill_line(TupleTableSlot *line, const Datum *values, const bool *nulls, const Shared &shared) {
    ExecClearTuple(line);
    for (std::size_t column = 0; column < journal_columns.size(); ++column) {
        const JournalColumn &what = journal_columns[column];
        const int from = static_cast<int>(what.from);
        line->tts_isnull[column] = what.source == Source::row && nulls[from];
        line->tts_values[column] = what.source == Source::xid_space ? shared.xid_space
                                   : what.source == Source::txid    ? shared.txid
                                   : what.source == Source::role    ? shared.role
                                                                    : values[from];
    }
    ExecStoreVirtualTuple(line);
    ExecMaterializeSlot(line);
}

std::int64_t event_id_of(const TupleTableSlot *line) { return DatumGetInt64(line->tts_values[0]); }
TimestampTz recorded_at_of(const TupleTableSlot *line) { return DatumGetTimestampTz(line->tts_values[12]); }

// Of one or two partitions, where the month has just ended.
void write_lines(Relation journal, TupleTableSlot **lines, int count, EState *state) {
    std::sort(lines, lines + count, [](const TupleTableSlot *left, const TupleTableSlot *right) {
        return event_id_of(left) < event_id_of(right);
    });
    for (int begin = 0, end = 0; begin < count; begin = end) {
        const Oid partition = partition_at(journal, recorded_at_of(lines[begin]));
        const OpenTable table = open_for_insert(partition, journal_names);
        // Only now: a month that was attached while we waited for the default partition's lock takes what is its own.
        while (end < count && partition_at(journal, recorded_at_of(lines[end])) == partition)
            ++end;
        insert_slots(table, lines + begin, end - begin, state);
        close_after_insert(table);
    }
}

// Plain data throughout: an ERROR leaves by a longjmp. Returns how many lines there were.
std::size_t write_rows(const TriggerData *trigger, const Shared &shared, std::int64_t *event_ids, std::size_t most) {
    Relation journal = table_open(get_relname_relid("event", get_namespace_oid("refusal", false)), RowExclusiveLock);
    refuse_unfired(journal);
    Tuplestorestate *rows = trigger->tg_newtable;
    TupleTableSlot *changed = MakeSingleTupleTableSlot(RelationGetDescr(trigger->tg_relation), &TTSOpsMinimalTuple);
    const auto room = static_cast<int>(Min(most, most_lines));
    auto **lines = static_cast<TupleTableSlot **>(palloc(sizeof(TupleTableSlot *) * static_cast<std::size_t>(room)));
    for (int line = 0; line < room; ++line)
        lines[line] = MakeSingleTupleTableSlot(RelationGetDescr(journal), &TTSOpsHeapTuple);
    EState *state = CreateExecutorState();

    const int reader = tuplestore_alloc_read_pointer(rows, EXEC_FLAG_REWIND);
    tuplestore_select_read_pointer(rows, reader);
    tuplestore_rescan(rows);
    std::size_t written = 0;
    int count = 0;
    const auto flush = [&] {
        CHECK_FOR_INTERRUPTS();
        write_lines(journal, lines, count, state);
        for (int line = 0; line < count; ++line)
            event_ids[written++] = event_id_of(lines[line]);
        count = 0;
    };
    while (tuplestore_gettupleslot(rows, true, false, changed)) {
        slot_getallattrs(changed);
        const auto before = rows_before(DatumGetInt64(changed->tts_values[static_cast<int>(Col::event_id)]));
        if (count + static_cast<int>(before.size()) + 1 > room)
            flush();
        for (const Row *row : before)
            fill_line(lines[count++], row->values(), row->nulls(), shared);
        fill_line(lines[count++], changed->tts_values, changed->tts_isnull, shared);
    }
    flush();
    tuplestore_select_read_pointer(rows, 0);

    FreeExecutorState(state);
    for (int line = 0; line < room; ++line)
        ExecDropSingleTupleTableSlot(lines[line]);
    ExecDropSingleTupleTableSlot(changed);
    table_close(journal, NoLock);
    return written;
}

} // namespace

std::vector<std::int64_t> write_journal(const TriggerData *trigger, const std::string &role) {
    // Each line is of a row here, or of a change that is remembered as having led to one.
    std::vector<std::int64_t> event_ids(static_cast<std::size_t>(tuplestore_tuple_count(trigger->tg_newtable)) +
                                        remembered());
    const std::int32_t space = xid_space();
    event_ids.resize(backend_call([trigger, space, name = role.c_str(), ids = event_ids.data(), most = event_ids.size()] {
        NameData by; // the transaction is the whole one: a savepoint commits only with it
        namestrcpy(&by, name);
        return write_rows(trigger,
                          {Int32GetDatum(space), FullTransactionIdGetDatum(GetTopFullTransactionId()), NameGetDatum(&by)},
                          ids, most);
    }));
    return event_ids;
}

} // namespace refusal::backend
