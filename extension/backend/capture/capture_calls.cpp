#include "backend/capture/capture.hpp"
#include "backend/capture/given_capture.hpp"
#include "backend/journal/journal.hpp"
#include "backend/routing/places.hpp"
#include "backend/server/arguments.hpp"
#include "backend/server/results.hpp"
#include "backend/server/slice_memory.hpp"
#include "backend/tenancy/membership.hpp"
#include "backend/transition/apply.hpp"
#include "backend/transition/request.hpp"

// record() and record_many(): refusals at the door, any number of them in the same few statements.
namespace refusal::backend {

namespace {

constexpr auto at_the_door =
    static_cast<core::ActorMask>(core::actor_bit(core::Actor::courier) | core::actor_bit(core::Actor::shop));

template <typename F> void attempt(Capture &capture, F &&step) {
    if (!capture.error && !capture.row)
        keep_reported(capture.error, step);
}

void find_shops(std::vector<Capture> &captures) {
    const auto known = reference();
    for (Capture &capture : captures)
        attempt(capture, [&] { capture.shop_id = visible_shop(*known, capture.shop).id; });
}

std::vector<NumberedParcel> find_parcels(std::vector<Capture> &captures) {
    std::vector<ParcelNumber> numbers;
    numbers.reserve(captures.size());
    for (const Capture &capture : captures)
        if (!capture.error)
            numbers.push_back({capture.shop_id, &capture.parcel});
    std::vector<NumberedParcel> parcels = identify_parcels(numbers);
    auto found = parcels.begin();
    for (Capture &capture : captures)
        attempt(capture, [&] {
            const NumberedParcel &parcel = *found++;
            if (parcel.parcel_id == 0)
                throw core::Error("RF004", "parcel \"" + capture.parcel + "\" does not exist");
            capture.parcel_id = parcel.parcel_id;
        });
    std::erase_if(parcels, [](const NumberedParcel &parcel) { return parcel.parcel_id == 0; });
    return parcels;
}

// A request that was answered before, by a capture or by a repeated refusal of the same parcel. The sum keeps the
// shop from being looked up instead of the request: while the table is small both look equally cheap.
void find_answered(std::vector<Capture> &captures, const std::function<bool(const Capture &)> &may_be) {
    static Statement find(
        "SELECT r.* FROM unnest($1::int[], $2::uuid[]) AS asked (shop_id, request_id) CROSS JOIN LATERAL ("
        "SELECT r.refusal_id, r.shop_id, r.request_id, r.request_digest FROM refusal.refusal r "
        "WHERE r.request_id = asked.request_id AND r.shop_id + 0 = asked.shop_id OFFSET 0) r "
        "UNION ALL "
        "SELECT r.refusal_id, r.shop_id, e.request_id, e.request_digest FROM unnest($3::bigint[]) AS p (parcel_id) "
        "CROSS JOIN LATERAL (SELECT * FROM refusal.refusal r WHERE r.parcel_id = p.parcel_id OFFSET 0) r "
        "CROSS JOIN LATERAL (SELECT * FROM refusal.event e WHERE e.refusal_id = r.refusal_id "
        "AND e.event = 'refuse_again' AND e.request_id = ANY ($2) OFFSET 0) e",
        {INT4ARRAYOID, UUIDARRAYOID, INT8ARRAYOID});
    std::vector<std::int32_t> shops;
    std::vector<Uuid> requests;
    std::vector<std::int64_t> parcels;
    for (const Capture &capture : captures)
        if (!capture.error && !capture.row && may_be(capture)) {
            shops.push_back(capture.shop_id);
            requests.push_back(capture.request_id);
            parcels.push_back(capture.parcel_id);
        }
    if (shops.empty())
        return;
    std::map<std::pair<std::int32_t, Uuid>, std::pair<std::int64_t, Bytes>> answered;
    {
        const AsOwner owner;
        const Rows rows = find.run({array_value(shops), uuids_value(requests), array_value(parcels)},
                                   Statement::Snapshot::fresh);
        for (std::size_t row = 0; row < rows.size(); ++row)
            answered.emplace(std::pair(rows.integer(row, 2), *uuid_of(rows.get(row, 3).datum, false)),
                             std::pair(rows.bigint(row, 1),
                                       rows.is_null(row, 4) ? Bytes() : text_of(rows.get(row, 4).datum)));
    }
    std::vector<std::int64_t> ids;
    for (Capture &capture : captures)
        attempt(capture, [&] {
            const auto found = answered.find({capture.shop_id, capture.request_id});
            if (found == answered.end())
                return;
            if (found->second.second != capture.digest)
                throw reused_request(capture.request_id);
            capture.refusal_id = found->second.first;
            ids.push_back(found->second.first);
        });
    if (ids.empty())
        return;
    static Statement read("SELECT r.* FROM refusal.refusal r WHERE r.refusal_id = ANY ($1)", {INT8ARRAYOID});
    const Rows rows = read.run({array_value(ids)}, Statement::Snapshot::fresh);
    std::unordered_map<std::int64_t, Row> by_id;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Row answer = Row::of(rows.tuple(row), rows.descriptor());
        by_id.emplace(answer.bigint(Col::refusal_id), std::move(answer));
    }
    for (Capture &capture : captures)
        if (!capture.error && !capture.row && capture.refusal_id)
            attempt(capture, [&] {
                const auto found = by_id.find(*capture.refusal_id);
                if (found == by_id.end())
                    throw no_such_refusal(*capture.refusal_id);
                capture.row = found->second;
            });
}

// The open refusals of parcels whose captures were not written.
std::unordered_map<std::int64_t, std::int64_t> open_refusals(const std::vector<Capture> &captures) {
    static Statement find("SELECT r.parcel_id, r.refusal_id FROM unnest($1::bigint[]) AS p (parcel_id) "
                          "CROSS JOIN LATERAL (SELECT * FROM refusal.refusal r "
                          "WHERE r.parcel_id = p.parcel_id AND r.is_open OFFSET 0) r",
                          {INT8ARRAYOID});
    std::vector<std::int64_t> parcels;
    for (const Capture &capture : captures)
        if (!capture.error && !capture.row)
            parcels.push_back(capture.parcel_id);
    std::unordered_map<std::int64_t, std::int64_t> open;
    if (parcels.empty())
        return open;
    const AsOwner owner;
    const Rows rows = find.run({array_value(parcels)}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row)
        open.emplace(rows.bigint(row, 1), rows.bigint(row, 2));
    return open;
}

EventRequest request_of(const Capture &capture, const char *event) {
    EventRequest request;
    request.event = event;
    request.payload = capture.payload;
    request.preferred = at_the_door;
    request.request_id = capture.request_id;
    request.digest = capture.digest;
    request.occurred_at = capture.occurred_at;
    return request;
}

// Its parcel is locked since the first time: no other capture of it came between.
core::Error not_written() {
    return {"55000", "the refusal was not written", "It was left out when it was inserted, and no other refusal is in its way.",
            "Look for a trigger or a unique index that was added to refusal.refusal."};
}

// As many as leave room in the processor's cache for what they are written to.
constexpr std::size_t most_at_once = 100;

struct Batch {
    std::vector<Capture> &captures;
    std::unordered_map<std::int64_t, Row> standing; // the open refusals of their parcels
    std::shared_ptr<Parcels> parcels;
    std::unordered_map<std::int64_t, std::size_t> by_parcel; // which capture was the first of it in this call

    [[nodiscard]] bool wrote(std::size_t index) const { // or would have
        const auto first = by_parcel.find(captures[index].parcel_id);
        return first != by_parcel.end() && first->second == index;
    }
};

// Refusals before parcels: the order in which an event locks them that writes to its parcel.
std::unordered_map<std::int64_t, Row> lock_open(const std::vector<NumberedParcel> &parcels) {
    std::unordered_map<std::int64_t, Row> locked;
    std::vector<std::int64_t> open_ids;
    for (const NumberedParcel &parcel : parcels)
        if (parcel.open_refusal_id != 0) // out for redelivery it is refused again, else it stands in the way
            open_ids.push_back(parcel.open_refusal_id);
    for (Row &row : lock_refusals(open_ids)) {
        const std::int64_t parcel = row.bigint(Col::parcel_id);
        if (row.boolean(Col::is_open)) // still
            locked.emplace(parcel, std::move(row));
    }
    return locked;
}

struct Changes {
    std::vector<Change> inserts, updates;
    std::vector<Capture *> inserted, updated; // whose they are
};

void compute_change(const Batch &batch, Capture &capture, Changes &changes) {
    if (const auto standing = batch.standing.find(capture.parcel_id); standing != batch.standing.end()) {
        if (standing->second.text(Col::state) != "out_for_redelivery")
            throw open_refusal(standing->second.bigint(Col::refusal_id));
        changes.updates.push_back(with_outcome(
            compute(standing->second, request_of(capture, "refuse_again"), batch.parcels), batch.parcels));
        changes.updated.push_back(&capture);
        return;
    }
    Row fresh;
    fresh.set_int64(Col::refusal_id, draw(Sequence::refusal_id));
    fresh.set_int32(Col::shop_id, capture.shop_id);
    fresh.set_int64(Col::parcel_id, capture.parcel_id);
    changes.inserts.push_back(
        with_outcome(compute(fresh, request_of(capture, "capture"), batch.parcels), batch.parcels));
    changes.inserted.push_back(&capture);
}

// Of many, what they are answered with.
Row answer_of(const Row &row, bool many) {
    if (!many)
        return row;
    Row answer;
    answer.set_int64(Col::refusal_id, row.bigint(Col::refusal_id));
    answer.set_text(Col::state, row.text(Col::state));
    return answer;
}

void write_changes(Changes &changes, const SliceMemory &memory, bool many) {
    const std::set<std::int64_t> inserted = insert_rows(changes.inserts);
    update_rows(changes.updates);
    memory.leave();
    for (std::size_t index = 0; index < changes.updates.size(); ++index)
        changes.updated[index]->row = answer_of(changes.updates[index].row, many);
    for (std::size_t index = 0; index < changes.inserts.size(); ++index) {
        if (inserted.contains(changes.inserts[index].refusal_id()))
            changes.inserted[index]->row = answer_of(changes.inserts[index].row, many);
        else
            give_back_places(changes.inserts[index]);
    }
}

void write_slices(Batch &batch) {
    std::vector<Capture> &captures = batch.captures;
    const bool many = captures.size() > 1;
    if (many)
        SpiSession::connect(); // or it would be in a slice's memory, and end there
    const SliceMemory memory(many);
    for (std::size_t begin = 0; begin < captures.size(); begin += most_at_once) {
        const std::size_t end = std::min(begin + most_at_once, captures.size());
        Changes changes;
        changes.inserts.reserve(end - begin);
        for (std::size_t index = begin; index < end; ++index) {
            memory.use();
            attempt(captures[index], [&] {
                if (batch.by_parcel.contains(captures[index].parcel_id))
                    return; // settled when the first of them is in
                compute_change(batch, captures[index], changes);
                batch.by_parcel.emplace(captures[index].parcel_id, index);
            });
            check_interrupts();
        }
        memory.use();
        write_changes(changes, memory, many);
        memory.clear();
    }
}

void write(std::vector<Capture> &captures) {
    find_shops(captures);
    std::vector<NumberedParcel> numbered = find_parcels(captures);
    Batch batch{captures, lock_open(numbered), std::make_shared<Parcels>(), {}};
    batch.parcels->lock(std::move(numbered)); // no other capture of them from here on
    // A request that was used for another parcel is found by the unique index of its id.
    find_answered(captures,
                  [&](const Capture &capture) { return batch.parcels->was_refused(capture.parcel_id); });
    write_slices(batch);
    // What is left lost to another session, or to an earlier element: a retry of it, or in its way.
    find_answered(captures, [](const Capture &) { return true; });
    const auto standing = open_refusals(captures);
    std::vector<std::size_t> free; // what stood in their way has ended meanwhile, as a refusal that is disposed of does
    for (std::size_t index = 0; index < captures.size(); ++index)
        attempt(captures[index], [&] {
            if (const auto found = standing.find(captures[index].parcel_id); found != standing.end())
                throw open_refusal(found->second);
            if (std::exchange(captures[index].tried, batch.wrote(index)))
                throw not_written();
            free.push_back(index);
        });
    if (free.empty())
        return;
    std::vector<Capture> rest;
    for (const std::size_t index : free)
        rest.push_back(std::move(captures[index]));
    write(rest);
    for (std::size_t index = 0; index < rest.size(); ++index)
        captures[free[index]] = std::move(rest[index]);
}

} // namespace

REFUSAL_FUNCTION(refusal_record) {
    const SpiSession session;
    std::vector<Capture> captures;
    captures.push_back(capture_argument(fcinfo));
    write(captures);
    if (captures.front().error)
        throw std::move(*captures.front().error);
    return row_datum(*captures.front().row, session.outer());
}

REFUSAL_FUNCTION(refusal_record_many) {
    if (PG_ARGISNULL(0))
        malformed("argument \"captures\" must not be null");
    const auto objects = elements_of(PG_GETARG_DATUM(0));
    if (!objects)
        malformed("\"captures\" must be a JSON array");
    ResultSet results(fcinfo);
    const SpiSession session;
    std::vector<Capture> captures(objects->size());
    for (std::size_t index = 0; index < objects->size(); ++index)
        attempt(captures[index], [&] { read_capture(captures[index], (*objects)[index]); });
    write(captures);
    for (std::size_t index = 0; index < captures.size(); ++index) {
        const Capture &capture = captures[index];
        const bool good = capture.row.has_value();
        results.add({value(static_cast<std::int32_t>(index + 1)),
                     good ? value(capture.row->bigint(Col::refusal_id)) : null_value(),
                     good ? value(capture.row->text(Col::state)) : null_value(),
                     good ? null_value() : value(capture.error->sqlstate),
                     good ? null_value() : value(std::string(capture.error->what()))});
    }
    PG_RETURN_VOID();
}

} // namespace refusal::backend
