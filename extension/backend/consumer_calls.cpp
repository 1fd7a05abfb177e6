#include "backend/arguments.hpp"
#include "backend/feed_position.hpp"
#include "backend/journal.hpp"
#include "backend/membership.hpp"
#include "backend/parking.hpp"
#include "backend/reference.hpp"

// Who reads the feed, from where, and what becomes of the events that could not be settled.
namespace refusal::backend {

namespace {

core::FeedPosition start_of(const std::string &start_at) {
    if (start_at == "earliest")
        return {};
    if (start_at == "latest")
        return newest_position();
    const std::optional<core::FeedPosition> position = core::parse_position(start_at);
    if (!position)
        malformed(R"("start_at" must be "latest", "earliest" or a feed position)");
    check_position(*position);
    return *position;
}

std::optional<std::vector<std::string>> optional_events(FunctionCallInfo fcinfo, int index) {
    if (PG_ARGISNULL(index))
        return std::nullopt;
    std::vector<std::string> names = required_texts(fcinfo, index, "events");
    std::for_each(names.begin(), names.end(), check_event);
    return names;
}

void check_range(std::int32_t number, std::int32_t most, const char *name) {
    if (number < 1 || number > most)
        malformed("\"" + std::string(name) + "\" must be 1 to " + std::to_string(most));
}

bool same(const Consumer &left, const Consumer &right) {
    return left.role == right.role && left.shop_id == right.shop_id && left.events == right.events &&
           left.slots == right.slots && left.max_attempts == right.max_attempts;
}

Consumer named_consumer(FunctionCallInfo fcinfo) { return find_managed_consumer(required_text(fcinfo, 0, "consumer")); }

} // namespace

// Again with the same arguments, after a lost answer: nothing, and no error.
REFUSAL_FUNCTION(refusal_subscribe) {
    Consumer consumer;
    consumer.name = required_text(fcinfo, 0, "consumer");
    if (consumer.name.starts_with(endpoint_prefix))
        malformed("consumers whose names begin with \"" + std::string(endpoint_prefix) + "\" are the endpoints' own");
    const std::optional<std::string> shop = optional_text(fcinfo, 1, "shop");
    const std::string start_at = required_text(fcinfo, 3, "start_at");
    consumer.slots = required_int32(fcinfo, 4, "slots");
    consumer.max_attempts = required_int32(fcinfo, 5, "max_attempts");
    check_range(consumer.slots, 1024, "slots");
    check_range(consumer.max_attempts, 1'000'000, "max_attempts");
    const SpiSession session;
    consumer.role = current_role();
    consumer.events = optional_events(fcinfo, 2);
    if (shop)
        consumer.shop_id = visible_shop(*reference(), *shop).id;
    core::FeedPosition start;
    {
        const AsOwner owner;
        start = start_of(start_at);
    }
    if (add_consumer(consumer, start))
        PG_RETURN_VOID();
    Consumer standing;
    try {
        standing = find_consumer(consumer.name);
    } catch (const core::Error &) {
        throw core::Error("42710", "consumer name \"" + consumer.name + "\" is taken");
    }
    if (!same(standing, consumer))
        throw core::Error("42710", "consumer \"" + consumer.name + "\" already exists, with other arguments", {},
                          "To change it, unsubscribe it and subscribe anew.");
    PG_RETURN_VOID();
}

REFUSAL_FUNCTION(refusal_unsubscribe) {
    static Statement remove("DELETE FROM refusal.consumer WHERE consumer_id = $1", {INT4OID});
    const SpiSession session;
    const Consumer consumer = named_consumer(fcinfo);
    if (consumer.endpoint_id != 0)
        throw core::Error("55000", "consumer \"" + consumer.name + "\" is kept as long as its endpoint", {},
                          "Delete or deactivate the endpoint.");
    const AsOwner owner;
    for (std::int32_t slot = 0; slot < consumer.slots; ++slot)
        Slot::take(consumer, slot);
    remove.run({value(consumer.id)});
    PG_RETURN_VOID();
}

// Whatever is in the hands of a worker is not acknowledged by it any more.
REFUSAL_FUNCTION(refusal_seek) {
    const SpiSession session;
    const Consumer consumer = named_consumer(fcinfo);
    if (PG_ARGISNULL(1))
        malformed("argument \"pos\" must not be null");
    const core::FeedPosition position = position_of(PG_GETARG_DATUM(1));
    const AsOwner owner;
    check_position(position);
    for (std::int32_t slot = 0; slot < consumer.slots; ++slot) {
        Slot::take(consumer, slot).seek(position);
        Parking{consumer.id, slot}.drop_after(position);
    }
    PG_RETURN_VOID();
}

REFUSAL_FUNCTION(refusal_redrive) {
    static Statement revive("UPDATE refusal_internal.parked_event SET dead = false, attempts = 0, retry_at = NULL "
                            "WHERE consumer_id = $1 AND dead RETURNING event_id",
                            {INT4OID});
    const SpiSession session;
    const Consumer consumer = named_consumer(fcinfo);
    const AsOwner owner;
    return Int32GetDatum(static_cast<std::int32_t>(revive.run({value(consumer.id)}).size()));
}

REFUSAL_FUNCTION(refusal_discard) {
    static Statement remove("DELETE FROM refusal_internal.parked_event WHERE consumer_id = $1 AND event_id = $2 "
                            "AND attempts > 0 RETURNING event_id",
                            {INT4OID, INT8OID});
    const SpiSession session;
    const Consumer consumer = named_consumer(fcinfo);
    const std::int64_t event_id = required_int64(fcinfo, 1, "event_id");
    const AsOwner owner;
    if (remove.run({value(consumer.id), value(event_id)}).empty())
        throw core::Error("RF004", "consumer \"" + consumer.name + "\" has no dead letter or failed event " +
                                       std::to_string(event_id));
    PG_RETURN_VOID();
}

} // namespace refusal::backend
