#pragma once

#include "backend/feed.hpp"
#include "backend/row.hpp"

// A consumer of the feed: what it reads, and how far it has come in each of its slots. But for find_consumer() the
// caller acts as the tables' owner.
namespace refusal::backend {

struct Consumer {
    std::int32_t id = 0;
    std::string name;
    std::string role;
    std::int32_t shop_id = 0;     // 0: every shop the role sees
    std::int32_t endpoint_id = 0; // 0: it is no endpoint's
    std::optional<std::vector<std::string>> events;
    std::int32_t slots = 1;
    std::int32_t max_attempts = 1;
};

// An endpoint's consumer is named after it, and no other is named so.
inline constexpr std::string_view endpoint_prefix = "deliver-";

// An event that a consumer may ask for, else RF004.
void check_event(const std::string &name);

// A consumer that the current user may use, else RF004.
Consumer find_consumer(const std::string &name);
// The same, or one of an endpoint of a shop that the current user manages.
Consumer find_managed_consumer(const std::string &name);
// False: the name is taken.
bool add_consumer(Consumer &consumer, const core::FeedPosition &start);
void check_slot(const Consumer &consumer, std::int32_t slot);
// What its role may see of what it asked for.
FeedRequest request_of(const Consumer &consumer, std::int32_t slot);

// One slot, under its lock until the end of the transaction: polls, acknowledgements and seeks of a slot take turns.
class Slot {
public:
    // Nothing: another transaction is just now at work on the slot.
    static std::optional<Slot> try_take(const Consumer &consumer, std::int32_t slot);
    static Slot take(const Consumer &consumer, std::int32_t slot);

    [[nodiscard]] const core::FeedPosition &cursor() const { return cursor_; }
    [[nodiscard]] const core::FeedPosition &handed_out() const { return handed_out_; }
    [[nodiscard]] std::int64_t fence() const { return fence_; }
    [[nodiscard]] bool has_parked() const { return has_parked_; }
    [[nodiscard]] bool is_mine() const;
    [[nodiscard]] bool is_held() const; // by whomever: something was handed out, is not settled and has not lapsed

    // Error RF003: the fence is not the newest; null: this session was not the last to lease the slot.
    void check_fence(const std::optional<std::int64_t> &fence) const;
    // Makes the slot this session's; a new fence where it was not. Renews it where half of it is over.
    void lease(const core::FeedPosition &handed_out);
    void move_cursor(const core::FeedPosition &upto); // forward only
    void pass(const core::FeedPosition &upto);        // the same, where nothing was handed out
    void seek(const core::FeedPosition &to);          // anywhere; whoever held the slot has lost it

private:
    Slot(const Consumer &consumer, std::int32_t slot);
    void add_lease(const std::optional<std::int64_t> &fence, TimestampTz expires_at, bool mine,
                   const core::FeedPosition &handed_out);
    void add_cursor(const core::FeedPosition &upto);
    void fold() const;

    std::int32_t consumer_id_ = 0;
    std::int32_t slot_ = 0;
    std::int64_t generation_ = 0;
    core::FeedPosition cursor_;
    std::int64_t entry_ = 0; // 0: never leased
    std::int64_t fence_ = 0;
    std::int32_t pid_ = 0;
    TimestampTz session_started_ = 0;
    TimestampTz expires_at_ = 0;
    core::FeedPosition handed_out_;
    bool has_parked_ = true;         // events that could not be settled, for all we know
    bool parked_handed_out_ = false; // some of them, that are not settled
};

} // namespace refusal::backend
