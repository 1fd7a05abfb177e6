#include "backend/consumer.hpp"

#include "backend/arguments.hpp"
#include "backend/membership.hpp"

namespace refusal::backend {

Consumer find_consumer(const std::string &name) {
    static Statement find("SELECT consumer_id, name::text, role_name::text, coalesce(shop_id, 0), events, slots, "
                          "max_attempts FROM refusal.consumer WHERE name = $1",
                          {TEXTOID});
    Consumer consumer;
    Rows rows;
    {
        const AsOwner owner;
        rows = find.run({value(name)}, Statement::Snapshot::fresh);
    }
    if (rows.empty() || !has_role(rows.text(0, 3)))
        throw core::Error("RF004", "consumer \"" + name + "\" does not exist");
    consumer.id = rows.integer(0, 1);
    consumer.name = rows.text(0, 2);
    consumer.role = rows.text(0, 3);
    consumer.shop_id = rows.integer(0, 4);
    if (!rows.is_null(0, 5))
        consumer.events = rows.texts(0, 5);
    consumer.slots = rows.integer(0, 6);
    consumer.max_attempts = rows.integer(0, 7);
    return consumer;
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
