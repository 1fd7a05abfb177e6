#include "backend/arguments.hpp"
#include "backend/consumer.hpp"
#include "backend/feed_position.hpp"
#include "backend/membership.hpp"
#include "backend/reference.hpp"
#include "backend/restore.hpp"
#include "backend/row_trigger.hpp"

// The trigger of refusal.endpoint: what no constraint can say of a row.
namespace refusal::backend {

namespace {

// Of one shop: one process may send to the endpoints of all.
constexpr std::int64_t most_endpoints = 100;

std::string named(const Image &row) {
    return "endpoint " + std::to_string(row.int4("endpoint_id"));
}

// The trigger comes before the constraints, which refuse it.
bool lacks_something(const Image &row) {
    constexpr std::array needed{"endpoint_id",   "shop_id",  "kind", "url",
                                "allow_private", "start_at", "slots"};
    return std::any_of(needed.begin(), needed.end(),
                       [&](const char *column) { return row.get(column).null; });
}

std::vector<std::string> texts_of(Datum array) {
    Datum *items = nullptr;
    bool *nulls = nullptr;
    int count = 0;
    backend_call([&items, &nulls, &count, array] {
        deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &items, &nulls,
                          &count);
    });
    std::vector<std::string> texts;
    for (int i = 0; i < count; ++i)
        if (!nulls[i])
            texts.push_back(text_of(items[i]));
    return texts;
}

void check_events(const Image &row) {
    const Value events = row.get("events");
    if (events.null)
        return;
    for (const std::string &name : texts_of(events.datum))
        check_event(name);
}

// Who opened the inside to an endpoint has looked at its address.
void check_address(const Image &before, const Image &after) {
    if (DatumGetBool(before.get("allow_private").datum) && before.text("url") != after.text("url") &&
        !is_administrator())
        throw core::Error("42501",
                          "the url of " + named(before) + " may be private: only administrators change it",
                          {}, "Insert another endpoint.");
}

bool has_consumer(std::int32_t endpoint_id) {
    static Statement find("SELECT FROM refusal.consumer WHERE endpoint_id = $1", {INT4OID});
    const AsOwner owner;
    return !find.run({value(endpoint_id)}, Statement::Snapshot::fresh).empty();
}

void check_start(const Image &row) {
    const AsOwner owner;
    check_position(position_of(row.get("start_at").datum));
}

void check_kept(const Image &before, const Image &after) {
    const std::int32_t id = before.int4("endpoint_id");
    if (id != after.int4("endpoint_id") || before.int4("shop_id") != after.int4("shop_id") ||
        before.text("kind") != after.text("kind") || before.int4("slots") != after.int4("slots"))
        throw core::Error("23001", "id, shop, kind and slots of " + named(before) + " cannot be changed", {},
                          "Delete it, and insert another.");
    if (position_of(before.get("start_at").datum) == position_of(after.get("start_at").datum))
        return;
    if (has_consumer(id))
        throw core::Error("55000", named(before) + " has begun already", {},
                          "To go back or forth, use refusal.seek('" + std::string(endpoint_prefix) +
                              std::to_string(id) + "', position).");
    check_start(after);
}

// Who adds some of the same shop's waits until this one has.
void check_number(const Image &row) {
    static Statement lock("SELECT FROM refusal.shop WHERE shop_id = $1 FOR NO KEY UPDATE", {INT4OID});
    static Statement count("SELECT count(*) FROM refusal.endpoint WHERE shop_id = $1", {INT4OID});
    const Value shop = row.get("shop_id");
    const AsOwner owner;
    lock.run({shop}, Statement::Snapshot::fresh_to_write);
    if (count.run({shop}, Statement::Snapshot::fresh_to_write).bigint(0, 1) >= most_endpoints)
        throw core::Error("54000",
                          "a shop has no more than " + std::to_string(most_endpoints) + " endpoints");
}

// Its consumer goes with it, by a foreign key: after whoever is just now at work on one of its slots.
void wait_for_workers(std::int32_t endpoint_id) {
    static Statement find("SELECT consumer_id, slots FROM refusal.consumer WHERE endpoint_id = $1",
                          {INT4OID});
    const AsOwner owner;
    const Rows rows = find.run({value(endpoint_id)}, Statement::Snapshot::fresh);
    if (rows.empty())
        return;
    Consumer consumer;
    consumer.id = rows.integer(0, 1);
    for (std::int32_t slot = 0; slot < rows.integer(0, 2); ++slot)
        Slot::take(consumer, slot);
}

} // namespace

REFUSAL_FUNCTION(refusal_keep_endpoint) {
    const RowTrigger trigger(fcinfo);
    if (restoring())
        return trigger.as_written();
    const SpiSession session;
    if (trigger.deletes()) {
        wait_for_workers(trigger.before().int4("endpoint_id"));
        return PointerGetDatum(trigger.before().tuple);
    }
    if (lacks_something(trigger.after()))
        return trigger.as_written();
    check_events(trigger.after());
    if (trigger.inserts()) {
        check_start(trigger.after());
        check_number(trigger.after());
    } else {
        check_address(trigger.before(), trigger.after());
        check_kept(trigger.before(), trigger.after());
    }
    return trigger.as_written();
}

} // namespace refusal::backend
