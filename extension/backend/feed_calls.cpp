#include "backend/arguments.hpp"
#include "backend/feed.hpp"
#include "backend/feed_position.hpp"
#include "backend/membership.hpp"
#include "backend/reference.hpp"
#include "backend/results.hpp"

// read_feed(): the feed for whoever keeps their own place in it.
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

} // namespace

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
    for (const FeedEvent &event : read_feed(request).events)
        add_event(results, event, null_value());
    PG_RETURN_VOID();
}

} // namespace refusal::backend
