#include "backend/routing/network_log.hpp"

namespace refusal::backend {

namespace {

// From here on reading everything is the quicker way.
constexpr std::size_t most_changes = 1'000;

NetworkNews news_of(const Rows &rows) {
    NetworkNews news;
    news.everything = rows.size() > most_changes;
    for (std::size_t row = 0; row < rows.size() && !news.everything; ++row) {
        const auto facility = rows.optional_int32(row, 1);
        const auto lane = rows.optional_int32(row, 2);
        news.everything = !facility && !lane;
        if (facility)
            news.facilities.insert(*facility);
        if (lane)
            news.lanes.insert(*lane);
    }
    return news;
}

// The rows that a trigger is about.
template <typename F> void each_row(const TriggerData *trigger, F &&act) {
    const auto each_of = [&](Tuplestorestate *rows) {
        if (rows == nullptr)
            return;
        TupleTableSlot *slot = backend_call([rows, trigger] {
            tuplestore_rescan(rows);
            return MakeSingleTupleTableSlot(RelationGetDescr(trigger->tg_relation), &TTSOpsMinimalTuple);
        });
        while (backend_call([rows, slot] { return tuplestore_gettupleslot(rows, true, false, slot); }))
            act(slot);
        backend_call([slot] { ExecDropSingleTupleTableSlot(slot); });
    };
    if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event)) {
        act(trigger->tg_trigslot);
        if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
            act(trigger->tg_newslot);
        return;
    }
    each_of(trigger->tg_oldtable);
    each_of(trigger->tg_newtable);
}

std::set<std::int32_t> changed_ids(const TriggerData *trigger, const char *column) {
    const int number = SPI_fnumber(RelationGetDescr(trigger->tg_relation), column);
    std::set<std::int32_t> ids;
    each_row(trigger, [&](TupleTableSlot *slot) {
        if (ids.size() > most_changes)
            return;
        ids.insert(backend_call([slot, number] {
            bool is_null = false;
            return DatumGetInt32(slot_getattr(slot, number, &is_null));
        }));
    });
    return ids;
}

} // namespace

void NetworkNews::add(const NetworkNews &more) {
    everything = everything || more.everything;
    facilities.insert(more.facilities.begin(), more.facilities.end());
    lanes.insert(more.lanes.begin(), more.lanes.end());
}

Oid network_log() {
    return backend_call([] { return get_relname_relid("network_change", get_namespace_oid("refusal_internal", false)); });
}

std::uint64_t oldest_running_transaction() {
    static Statement oldest("SELECT pg_snapshot_xmin(pg_current_snapshot())", {});
    const Rows rows = oldest.run({}, Statement::Snapshot::fresh);
    return static_cast<std::uint64_t>(rows.bigint(0, 1));
}

NetworkNews network_news_since(std::uint64_t transaction) {
    static Statement since("SELECT facility_id, lane_id FROM refusal_internal.network_change WHERE changed_in >= $1 "
                           "LIMIT $2",
                           {XID8OID, INT8OID});
    return news_of(since.run({value(static_cast<std::int64_t>(transaction)),
                              value(static_cast<std::int64_t>(most_changes + 1))},
                             Statement::Snapshot::fresh));
}

NetworkNews network_news_of_this_transaction() {
    static Statement own("SELECT facility_id, lane_id FROM refusal_internal.network_change WHERE changed_in = $1 LIMIT $2",
                         {XID8OID, INT8OID});
    const FullTransactionId transaction = GetTopFullTransactionIdIfAny();
    if (!FullTransactionIdIsValid(transaction))
        return {};
    return news_of(own.run({value(static_cast<std::int64_t>(U64FromFullTransactionId(transaction))),
                            value(static_cast<std::int64_t>(most_changes + 1))},
                           Statement::Snapshot::fresh));
}

void log_network_change(const TriggerData *trigger) {
    static Statement log("INSERT INTO refusal_internal.network_change (changed_in, facility_id, lane_id) "
                         "SELECT pg_current_xact_id(), facility_id, lane_id "
                         "FROM unnest($1, $2) AS changed (facility_id, lane_id) "
                         "UNION ALL SELECT pg_current_xact_id(), NULL, NULL WHERE $3",
                         {INT4ARRAYOID, INT4ARRAYOID, BOOLOID});
    const bool facility = std::strcmp(RelationGetRelationName(trigger->tg_relation), "facility") == 0;
    const std::set<std::int32_t> ids = changed_ids(trigger, facility ? "facility_id" : "lane_id");
    const bool everything = TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event) || ids.size() > most_changes;
    if (!everything && ids.empty())
        return;
    const SpiSession session;
    const AsOwner owner;
    const PinnedSearchPath path;
    const std::vector<std::int32_t> changed = everything ? std::vector<std::int32_t>{} : listed(ids);
    log.run({array_value(facility ? changed : std::vector<std::int32_t>{}),
             array_value(facility ? std::vector<std::int32_t>{} : changed), value(everything)});
}

} // namespace refusal::backend
