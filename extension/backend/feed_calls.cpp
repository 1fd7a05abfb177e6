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

void add_event(ResultSet &results, const FeedEvent &event, TupleDesc descriptor) {
    std::array<Value, 11> columns;
    for (int column = 1; column <= 11; ++column) {
        Value &to = columns.at(static_cast<std::size_t>(column - 1));
        to.datum = SPI_getbinval(event.tuple, descriptor, column, &to.null);
    }
    results.add({position_value(event.position), columns[0], columns[1], columns[2], columns[3], columns[4],
                 columns[5], columns[6], columns[7], columns[8], columns[9], columns[10], null_value()});
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
    const FeedPage page = read_feed(request);
    for (const FeedEvent &event : page.events)
        add_event(results, event, page.descriptor);
    PG_RETURN_VOID();
}

} // namespace refusal::backend
