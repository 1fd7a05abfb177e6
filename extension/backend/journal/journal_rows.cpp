#include "backend/journal/journal_rows.hpp"

#include "backend/journal/journal.hpp"
#include "backend/server/direct_insert.hpp"
#include "backend/server/insert_checks.hpp"
#include "backend/transition/after.hpp"
#include "backend/transition/row.hpp"

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

// Lines on their way. Plain data throughout: an ERROR leaves by a longjmp.
struct Lines {
    Relation journal;
    EState *state;
    TupleTableSlot **slots;
    int room, count;
    Shared shared;
    std::int64_t *event_ids; // of those that are written
    std::size_t written;
};

Lines open_lines(const Shared &shared, std::int64_t *event_ids, std::size_t most) {
    Relation journal = table_open(get_relname_relid("event", get_namespace_oid("refusal", false)), RowExclusiveLock);
    refuse_unfired(journal);
    check_columns(journal, journal_names); // before a line is filled that has room for others
    const int room = static_cast<int>(Min(most, static_cast<std::size_t>(most_slots)));
    return {journal, CreateExecutorState(), make_slots(journal, room), room, 0, shared, event_ids, 0};
}

void flush(Lines &lines) {
    CHECK_FOR_INTERRUPTS();
    write_lines(lines.journal, lines.slots, lines.count, lines.state);
    for (int line = 0; line < lines.count; ++line)
        lines.event_ids[lines.written++] = event_id_of(lines.slots[line]);
    lines.count = 0;
}

void add(Lines &lines, const Datum *values, const bool *nulls) {
    if (lines.count == lines.room)
        flush(lines);
    fill_line(lines.slots[lines.count++], values, nulls, lines.shared);
}

std::size_t close_lines(Lines &lines) {
    flush(lines);
    FreeExecutorState(lines.state);
    drop_slots(lines.slots, lines.room);
    table_close(lines.journal, NoLock);
    return lines.written;
}

void add_rows_of(const TriggerData *trigger, Lines &lines) {
    Tuplestorestate *rows = trigger->tg_newtable;
    TupleTableSlot *changed = MakeSingleTupleTableSlot(RelationGetDescr(trigger->tg_relation), &TTSOpsMinimalTuple);
    const int reader = tuplestore_alloc_read_pointer(rows, EXEC_FLAG_REWIND);
    tuplestore_select_read_pointer(rows, reader);
    tuplestore_rescan(rows);
    while (tuplestore_gettupleslot(rows, true, false, changed)) {
        slot_getallattrs(changed);
        for (const Row *before : rows_before(DatumGetInt64(changed->tts_values[static_cast<int>(Col::event_id)])))
            add(lines, before->values(), before->nulls());
        add(lines, changed->tts_values, changed->tts_isnull);
    }
    tuplestore_select_read_pointer(rows, 0);
    ExecDropSingleTupleTableSlot(changed);
}

// What `add_rows` adds, at most so many lines, by the role.
template <typename F>
std::vector<std::int64_t> write(std::size_t most, const std::string &role, F add_rows) {
    std::vector<std::int64_t> event_ids(most);
    const std::int32_t space = xid_space();
    event_ids.resize(backend_call([space, name = role.c_str(), ids = event_ids.data(), most, add_rows] {
        NameData by; // the transaction is the whole one: a savepoint commits only with it
        namestrcpy(&by, name);
        Lines lines = open_lines(
            {Int32GetDatum(space), FullTransactionIdGetDatum(GetTopFullTransactionId()), NameGetDatum(&by)}, ids, most);
        add_rows(lines);
        return close_lines(lines);
    }));
    return event_ids;
}

} // namespace

std::vector<std::int64_t> write_journal(const TriggerData *trigger, const std::string &role) {
    // Each line is of a row here, or of a change that is remembered as having led to one.
    const std::size_t most = static_cast<std::size_t>(tuplestore_tuple_count(trigger->tg_newtable)) + remembered();
    return write(most, role, [trigger](Lines &lines) { add_rows_of(trigger, lines); });
}

std::vector<std::int64_t> write_journal(std::span<const Row *const> rows, const std::string &role) {
    return write(rows.size(), role, [rows](Lines &lines) {
        for (const Row *row : rows)
            add(lines, row->values(), row->nulls());
    });
}

} // namespace refusal::backend
