#include "backend/feed/feed.hpp"
#include "backend/feed/feed_position.hpp"
#include "backend/relay/relay.hpp"
#include "backend/server/arguments.hpp"
#include "backend/server/results.hpp"
#include "backend/tenancy/membership.hpp"
#include "backend/tenancy/reference.hpp"

// read_feed(), wait_feed() and newest_position(): the feed for whoever keeps their own place in it.
namespace refusal::backend {

namespace {

constexpr std::int32_t most_events = 10'000;

// The shop that is named, else all that the caller sees.
void choose_shops(FeedRequest &request, const std::optional<std::string> &shop) {
    if (shop)
        request.shops = {visible_shop(*reference(), *shop).id};
    else
        request.shops = visible_shops(request.all_shops);
}

// Is there an event after `request.after`, which is moved on to where there is surely none before it.
bool any_event(FeedRequest &request) {
    const SpiSession session;
    const AsOwner owner;
    const FeedPage page = read_feed(request);
    request.after = std::max(request.after, page.upto);
    return !page.events.empty();
}

} // namespace

REFUSAL_FUNCTION(refusal_wait_feed) {
    constexpr std::int64_t longest = USECS_PER_DAY;
    FeedRequest request;
    if (!PG_ARGISNULL(0))
        request.after = position_of(PG_GETARG_DATUM(0));
    if (PG_ARGISNULL(1))
        malformed("argument \"timeout\" must not be null");
    const std::int64_t timeout = micros_of(PG_GETARG_DATUM(1), "timeout");
    if (timeout < 0 || timeout > longest)
        malformed("\"timeout\" must be zero to one day");
    request.max_events = 1;
    const TimestampTz until = GetCurrentTimestamp() + timeout;
    {
        const SpiSession session;
        choose_shops(request, std::nullopt);
    }
    RelayDatabase *mine = relay_database(MyDatabaseId);
    if (mine != nullptr)
        backend_call([mine] { ConditionVariablePrepareToSleep(&mine->ticked); });
    bool found = any_event(request);
    for (TimestampTz now = GetCurrentTimestamp(); !found && now < until; now = GetCurrentTimestamp()) {
        wait_for_tick(std::max<std::int64_t>((until - now) / 1000, 1));
        found = any_event(request);
    }
    ConditionVariableCancelSleep();
    return BoolGetDatum(found);
}

// refusal_internal.newest_position(): the result is made when SPI's memory, in which it would go, is gone.
REFUSAL_FUNCTION(refusal_newest_position) {
    core::FeedPosition newest;
    {
        const SpiSession session;
        const AsOwner owner;
        newest = newest_position();
    }
    return position_value(newest).datum;
}

REFUSAL_FUNCTION(refusal_read_feed) {
    FeedRequest request;
    if (!PG_ARGISNULL(0))
        request.after = position_of(PG_GETARG_DATUM(0));
    const std::int32_t most = required_int32(fcinfo, 1, "max_events");
    if (most < 1 || most > most_events)
        malformed("\"max_events\" must be 1 to " + std::to_string(most_events));
    request.max_events = static_cast<std::size_t>(most);
    const std::optional<std::string> shop = optional_text(fcinfo, 2, "shop");
    ResultSet results(fcinfo);
    const SpiSession session;
    choose_shops(request, shop);
    const AsOwner owner;
    hand_over(results, read_feed(request).events);
    PG_RETURN_VOID();
}

} // namespace refusal::backend
