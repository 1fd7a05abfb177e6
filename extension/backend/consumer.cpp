#include "backend/consumer.hpp"

#include "backend/arguments.hpp"
#include "backend/feed_position.hpp"
#include "backend/membership.hpp"
#include "backend/reference.hpp"

namespace refusal::backend {

namespace {

std::optional<Consumer> look_for(const std::string &name) {
    static Statement find("SELECT consumer_id, name::text, role_name::text, coalesce(shop_id, 0), events, slots, "
                          "max_attempts, coalesce(endpoint_id, 0) FROM refusal.consumer WHERE name = $1",
                          {TEXTOID});
    const AsOwner owner;
    const Rows rows = find.run({value(name)}, Statement::Snapshot::fresh);
    if (rows.empty())
        return std::nullopt;
    Consumer consumer;
    consumer.id = rows.integer(0, 1);
    consumer.name = rows.text(0, 2);
    consumer.role = rows.text(0, 3);
    consumer.shop_id = rows.integer(0, 4);
    if (!rows.is_null(0, 5))
        consumer.events = rows.texts(0, 5);
    consumer.slots = rows.integer(0, 6);
    consumer.max_attempts = rows.integer(0, 7);
    consumer.endpoint_id = rows.integer(0, 8);
    return consumer;
}

core::Error unknown(const std::string &name) { return {"RF004", "consumer \"" + name + "\" does not exist"}; }

} // namespace

// A word of the machine, or one that the journal has besides.
void check_event(const std::string &name) {
    if (name != "money" && reference()->machine->find_event(name) == core::unknown_id)
        throw core::Error("RF004", "event \"" + name + "\" does not exist");
}

Consumer find_consumer(const std::string &name) {
    std::optional<Consumer> consumer = look_for(name);
    if (!consumer || !has_role(consumer->role))
        throw unknown(name);
    return *std::move(consumer);
}

Consumer find_managed_consumer(const std::string &name) {
    std::optional<Consumer> consumer = look_for(name);
    const auto may = [](const Consumer &found) {
        return has_role(found.role) || (found.endpoint_id != 0 && manages_shop(found.shop_id));
    };
    if (!consumer || !may(*consumer))
        throw unknown(name);
    return *std::move(consumer);
}

bool add_consumer(Consumer &consumer, const core::FeedPosition &start) {
    static Statement add(
        "INSERT INTO refusal.consumer (name, role_name, shop_id, events, slots, max_attempts, endpoint_id) "
        "VALUES ($1, $2::name, $3, $4, $5, $6, $7) ON CONFLICT (name) DO NOTHING RETURNING consumer_id",
        {TEXTOID, TEXTOID, INT4OID, TEXTARRAYOID, INT4OID, INT4OID, INT4OID});
    static Statement begin("INSERT INTO refusal_internal.cursor (consumer_id, slot, generation, upto) "
                           "SELECT $1, s, 0, $3::refusal.feed_position FROM generate_series(0, $2 - 1) AS s",
                           {INT4OID, INT4OID, TEXTOID});
    const AsOwner owner;
    const Rows rows = add.run({value(consumer.name), value(consumer.role),
                               consumer.shop_id == 0 ? null_value() : value(consumer.shop_id),
                               consumer.events ? array_value(*consumer.events) : null_value(),
                               value(consumer.slots), value(consumer.max_attempts),
                               consumer.endpoint_id == 0 ? null_value() : value(consumer.endpoint_id)});
    if (rows.empty())
        return false;
    consumer.id = rows.integer(0, 1);
    begin.run({value(consumer.id), value(consumer.slots), position_parameter(start)});
    return true;
}

void check_slot(const Consumer &consumer, std::int32_t slot) {
    if (slot < 0 || slot >= consumer.slots)
        malformed("\"slot\" must be 0 to " + std::to_string(consumer.slots - 1));
}

FeedRequest request_of(const Consumer &consumer, std::int32_t slot) {
    FeedRequest request;
    request.shops = visible_shops_of(consumer.role, request.all_shops);
    if (consumer.shop_id != 0) {
        const bool sees = request.all_shops || std::find(request.shops.begin(), request.shops.end(),
                                                         consumer.shop_id) != request.shops.end();
        if (!sees)
            throw core::Error("RF004", "the shop of consumer \"" + consumer.name + "\" does not exist",
                              "Role \"" + consumer.role + "\" sees it no longer.");
        request.all_shops = false;
        request.shops = {consumer.shop_id};
    }
    request.events = consumer.events;
    request.slots = consumer.slots;
    request.slot = slot;
    return request;
}

} // namespace refusal::backend
