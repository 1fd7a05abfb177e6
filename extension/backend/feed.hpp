#pragma once

#include "backend/spi.hpp"
#include "core/feed.hpp"

// Reading the feed: what was journalled, in the order that the ticks give it.
namespace refusal::backend {

struct FeedRequest {
    core::FeedPosition after;       // all zero: from the first event on
    std::size_t max_events = 0;
    bool all_shops = false;
    std::vector<std::int32_t> shops; // where not all
};

struct FeedEvent {
    core::FeedPosition position;
    HeapTuple tuple = nullptr; // of feed_columns, in the SPI session's memory
};

struct FeedPage {
    std::vector<FeedEvent> events;
    TupleDesc descriptor = nullptr;
    core::FeedPosition upto; // nothing before it is left to be read
};

// Error RF010: `after` is a position that this database never gave out, or lost.
FeedPage read_feed(const FeedRequest &request);

} // namespace refusal::backend
