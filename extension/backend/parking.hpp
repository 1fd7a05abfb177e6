#pragma once

#include "backend/consumer.hpp"

// Events that a consumer could not settle. Such a refusal is parked: its later events wait behind the first one, so
// that each refusal's are handed out in their order; all other refusals flow. The caller acts as the tables' owner.
namespace refusal::backend {

struct Parking {
    std::int32_t consumer_id = 0;
    std::int32_t slot = 0;

    [[nodiscard]] std::set<std::int64_t> refusals() const;
    // Of the refusals whose first event is due, in the shops of the request (the role may have lost one since): at most
    // so many, in the order of the feed, each refusal's up to its first one that is dead or not due. Those that the cursor has not passed wait for it: the feed still holds them.
    [[nodiscard]] std::vector<core::FeedPosition> due(const FeedRequest &request, const core::FeedPosition &cursor,
                                                      std::int64_t most) const;
    // With the fence that they were handed out under, where they were.
    void add(std::int64_t refusal_id, const std::vector<core::FeedPosition> &events,
             const std::optional<std::int64_t> &fence = std::nullopt) const;
    void hand_out(const std::vector<core::FeedPosition> &events, std::int64_t fence) const;
    void settle(const core::FeedPosition &upto, std::int64_t fence) const; // what was handed out up to there
    void drop_after(const core::FeedPosition &position) const;
    // Counts once for each time that the event was handed out: who has lost the answer may say it again.
    void fail(const core::FeedPosition &position, std::int64_t fence, const std::string &error,
              const std::optional<std::int64_t> &retry_in, std::int32_t max_attempts) const;
    [[nodiscard]] bool holds(const core::FeedPosition &position) const;
};

} // namespace refusal::backend
