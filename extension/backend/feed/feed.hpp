#pragma once

#include "backend/feed/feed_rows.hpp"

// Reading the feed: what was journalled, in the order that the ticks give it. The caller acts as the tables' owner.
namespace refusal::backend {

inline constexpr core::FeedPosition end_of_feed{PG_INT64_MAX, PG_INT64_MAX, PG_INT64_MAX};

struct FeedRequest {
    core::FeedPosition after;              // all zero: from the first event on
    core::FeedPosition last = end_of_feed; // none beyond
    std::size_t max_events = 0;
    bool all_shops = false;
    std::vector<std::int32_t> shops;                // where not all
    std::optional<std::vector<std::string>> events; // their names
    std::int32_t slots = 1;                         // refusals are dealt out to so many slots
    std::int32_t slot = 0;
    std::optional<std::int64_t> refusal_id;
    bool leased = false; // they are handed out under a fence
};

struct FeedPage {
    std::vector<FeedEvent> events;
    core::FeedPosition upto; // nothing before it is left to be read
    std::int64_t passed = 0; // events in the ticks that were looked at, those not asked for included; about
};

// Error RF010: `after` is a position that this database never gave out, or lost.
FeedPage read_feed(const FeedRequest &request);
void check_position(const core::FeedPosition &position);
core::FeedPosition newest_position();
core::XidSnapshot snapshot_of(const std::string &text); // as a tick's is stored

// The events that `tick` is the first to see after `before`, in their order; none where they are more than `most`.
std::optional<std::vector<FeedEvent>> events_of_tick(std::int32_t xid_space, const core::XidSnapshot &before,
                                                     const core::Tick &tick, std::size_t most);

// Events whose positions are known, to be handed out under a fence; those that are no longer kept are left out.
std::vector<FeedEvent> events_at(const std::vector<core::FeedPosition> &positions);

} // namespace refusal::backend
