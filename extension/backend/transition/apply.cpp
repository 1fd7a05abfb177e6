#include "backend/transition/apply.hpp"

#include "backend/capture/refusal_rows.hpp"
#include "backend/decision/decision.hpp"
#include "backend/transition/direct_update.hpp"

namespace refusal::backend {

namespace {

// What the trigger finds for the length of one statement, also where that statement fails. A trigger of somebody
// else's may call our functions from within it.
struct Offered {
    std::unordered_map<std::int64_t, const Change *> ready;
    Asked *asked = nullptr;
};
Offered offered;

class Offer {
public:
    explicit Offer(Asked &asked) { offered.asked = &asked; }
    explicit Offer(const std::vector<Change> &changes) {
        for (const Change &change : changes)
            offered.ready.emplace(change.refusal_id(), &change);
    }
    ~Offer() { offered = std::move(outer_); }
    Offer(const Offer &) = delete;
    Offer &operator=(const Offer &) = delete;

private:
    Offered outer_ = std::exchange(offered, {});
};

core::Error not_updated() {
    return {"42501", "permission denied to change the refusal", {},
            "The role needs UPDATE on refusal.refusal; see refusal.grant_membership()."};
}

// The triggers have the change computed, and write the rest.
Updated update_by_statement(std::int64_t refusal_id,
                            const std::function<std::optional<Change>(const Row &)> &make) {
    static Statement update("UPDATE refusal.refusal SET last_event = last_event WHERE refusal_id = $1", {INT8OID});
    Asked asked{refusal_id, make, CurrentMemoryContext, {}, {}, {}};
    const Offer offer(asked);
    const Rows rows = update.run({value(refusal_id)});
    if (asked.error)
        throw std::move(*asked.error);
    if (asked.change && rows.size() != 1)
        throw not_updated();
    return {std::move(asked.before), std::move(asked.change)};
}

std::vector<std::int64_t> ids_of(const std::vector<Change> &changes) {
    std::vector<std::int64_t> ids;
    ids.reserve(changes.size());
    for (const Change &change : changes)
        ids.push_back(change.refusal_id());
    return ids;
}

// A redelivery that had to come back to the depot first goes out from there.
bool goes_out_again(const Row &row) {
    return row.text(Col::state) == "held" && row.text(Col::last_event) == "store" &&
           row.text(Col::action) == "redeliver";
}

// Its corrected address is in another depot's area: it is brought there, and goes out from there.
EventRequest to_its_depot(const Change &corrected) {
    EventRequest request;
    request.event = "plan_return";
    request.payload = {{"action", "redeliver"}, {"destination", corrected.request.payload.at("depot")}};
    request.by_system = true;
    return request;
}

std::optional<Change> next_change(Change &done, const std::shared_ptr<Parcels> &parcels) {
    const Row &row = done.row;
    if (row.text(Col::state) == "refused" && row.text(Col::last_event) != "sight" &&
        row.text(Col::last_event) != "money") {
        const bool at_the_door = row.text(Col::last_event) != "accept_proof";
        if (at_the_door)
            done.facts();
        return decide_refused(row, parcels, at_the_door ? done.request.facts : nullptr);
    }
    if (done.effects.depot_id != 0 && done.effects.depot_id != row.integer(Col::facility_id))
        return compute(row, to_its_depot(done), parcels);
    if (!goes_out_again(row))
        return std::nullopt;
    EventRequest request;
    request.event = "plan_redelivery";
    request.by_system = true;
    try {
        return compute(row, std::move(request), parcels);
    } catch (const core::Error &error) {
        if (error.sqlstate != "RF002" && error.sqlstate != "RF001")
            throw;
        return std::nullopt; // no attempt is left: it stays held, and the shop's deadline or decision goes on
    }
}

} // namespace

const Change *pending_change(std::int64_t refusal_id) {
    const auto found = offered.ready.find(refusal_id);
    return found == offered.ready.end() ? nullptr : found->second;
}

Asked *asked_change(std::int64_t refusal_id) {
    return offered.asked != nullptr && offered.asked->refusal_id == refusal_id ? offered.asked : nullptr;
}

// An error goes to whoever asked as it is: through the statement it would come with that one's text as its context.
HeapTuple answer(Asked &asked, HeapTuple before, TupleDesc descriptor) {
    const HeapTuple kept = backend_call([before, memory = asked.memory] {
        const MemoryContext outer = MemoryContextSwitchTo(memory);
        HeapTuple copy = heap_copytuple(before);
        MemoryContextSwitchTo(outer);
        return copy;
    });
    asked.before = Row::of(kept, descriptor);
    try {
        asked.change = asked.make(*asked.before);
    } catch (const core::Error &error) {
        asked.error = error;
    }
    if (!asked.change)
        return nullptr;
    // Their values were made in the trigger's memory; the journal is written after it.
    HeapTuple stored = nullptr;
    for (Change *each = &*asked.change; each != nullptr; each = each->previous.get()) {
        HeapTuple copy = each->row.form(descriptor, asked.memory);
        each->row = Row::of(copy, descriptor);
        stored = stored == nullptr ? copy : stored;
    }
    return stored;
}

core::Error no_such_refusal(std::int64_t refusal_id) {
    return {"RF004", "refusal " + std::to_string(refusal_id) + " does not exist"};
}

Row read_refusal(std::int64_t refusal_id) {
    static Statement read("SELECT r.* FROM refusal.refusal r WHERE r.refusal_id = $1", {INT8OID});
    const Rows rows = read.run({value(refusal_id)});
    if (rows.empty())
        throw no_such_refusal(refusal_id);
    return Row::of(rows.tuple(0), rows.descriptor());
}

std::vector<Row> lock_refusals(const std::vector<std::int64_t> &refusal_ids) {
    static Statement lock("SELECT r.* FROM refusal.refusal r WHERE r.refusal_id = ANY ($1) ORDER BY r.refusal_id "
                          "FOR NO KEY UPDATE",
                          {INT8ARRAYOID});
    std::vector<Row> result;
    if (refusal_ids.empty())
        return result;
    const Rows rows = lock.run({array_value(refusal_ids)});
    for (std::size_t row = 0; row < rows.size(); ++row)
        result.push_back(Row::of(rows.tuple(row), rows.descriptor()));
    return result;
}

Row lock_refusal(std::int64_t refusal_id) {
    std::vector<Row> rows = lock_refusals({refusal_id});
    if (rows.empty())
        throw no_such_refusal(refusal_id);
    return rows.front();
}

Row update_row(std::int64_t refusal_id, const std::function<std::optional<Change>(const Row &)> &make) {
    std::optional<Updated> updated = update_directly(refusal_id, make);
    if (!updated)
        updated = update_by_statement(refusal_id, make);
    if (!updated->before)
        throw no_such_refusal(refusal_id);
    return updated->change ? updated->change->row : *updated->before;
}

void update_rows(const std::vector<Change> &changes) {
    static Statement update("UPDATE refusal.refusal SET last_event = last_event WHERE refusal_id = ANY ($1)",
                            {INT8ARRAYOID});
    if (changes.empty())
        return;
    const Offer offer(changes);
    const Rows rows = update.run({array_value(ids_of(changes))});
    if (rows.size() != changes.size())
        throw not_updated();
}

std::set<std::int64_t> insert_rows(std::vector<Change> &changes) {
    static Statement insert("INSERT INTO refusal.refusal (refusal_id, shop_id, parcel_id) "
                            "SELECT * FROM unnest($1::bigint[], $2::int[], $3::bigint[]) "
                            "ON CONFLICT DO NOTHING RETURNING refusal_id",
                            {INT8ARRAYOID, INT4ARRAYOID, INT8ARRAYOID});
    if (changes.empty())
        return {};
    std::set<std::int64_t> inserted = write_refusals(changes);
    std::vector<std::int64_t> ids;
    std::vector<std::int32_t> shops;
    std::vector<std::int64_t> parcels;
    for (const Change &change : changes)
        if (!inserted.contains(change.refusal_id())) {
            ids.push_back(change.refusal_id());
            shops.push_back(change.row.integer(Col::shop_id));
            parcels.push_back(change.row.bigint(Col::parcel_id));
        }
    if (ids.empty())
        return inserted;
    const PinnedSearchPath path; // with row security on: a capture is no row of a dump
    const Offer offer(changes);
    const Rows rows = insert.run({array_value(ids), array_value(shops), array_value(parcels)});
    for (std::size_t row = 0; row < rows.size(); ++row)
        inserted.insert(rows.bigint(row, 1));
    return inserted;
}

Change with_outcome(Change change, const std::shared_ptr<Parcels> &parcels) {
    while (std::optional<Change> next = next_change(change, parcels))
        change = followed_by(std::move(change), std::move(*next));
    return change;
}

Datum row_datum(const Row &row, MemoryContext memory) {
    return backend_call([&row, memory] {
        const Oid relation = get_relname_relid("refusal", get_namespace_oid("refusal", false));
        TupleDesc descriptor = lookup_rowtype_tupdesc(get_rel_type_id(relation), -1);
        const MemoryContext before = MemoryContextSwitchTo(memory);
        const Datum datum = HeapTupleGetDatum(row.form_raw(descriptor));
        MemoryContextSwitchTo(before);
        ReleaseTupleDesc(descriptor);
        return datum;
    });
}

} // namespace refusal::backend
