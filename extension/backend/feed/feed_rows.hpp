#pragma once

#include "backend/server/results.hpp"
#include "core/feed.hpp"

// From the journal's lines to the answer's rows: each is formed once, out of what the executor has in hand.
namespace refusal::backend {

struct FeedEvent {
    core::FeedPosition position;
    std::int64_t refusal_id = 0;
    HeapTuple row = nullptr; // of refusal.feed_event; in the SPI session's memory
    TupleDesc descriptor = nullptr;
};

// What a statement selects for EventTaker, of the journal as `e`.
inline constexpr const char *taken_columns =
    "SELECT e.txid, e.event_id, e.refusal_id, e.shop_id, e.version, e.event, "
    "e.from_state, e.to_state, e.actor, e.occurred_at, e.recorded_at, e.payload ";

class EventTaker {
public:
    // Says where an event stands; false: it is not to be taken.
    using Place = bool (*)(void *order, std::uint64_t xid, std::int64_t event_id,
                           core::FeedPosition &position) noexcept;

    // Leased: hand_over() will give them a fence. No more is looked at than one event beyond `most`; memory
    // is taken for about as many as are expected.
    EventTaker(Place place, void *order, bool leased, std::size_t most, std::size_t expected);
    EventTaker(const EventTaker &) = delete;
    EventTaker &operator=(const EventTaker &) = delete;

    void take(Statement &statement, std::initializer_list<Value> values);
    [[nodiscard]] std::size_t size() const { return std::min(taken_.count, taken_.most); }
    [[nodiscard]] bool too_many() const { return taken_.count > taken_.most; }
    [[nodiscard]] std::size_t seen() const {
        return taken_.seen;
    } // of the last statement, with those not taken
    [[nodiscard]] std::int64_t last_seen() const { return taken_.last_seen; }
    [[nodiscard]] std::vector<FeedEvent> in_order() const;
    void drop(); // and give the memory back

private:
    // Plain: the executor calls receive() with it, and an ERROR passes over both.
    struct Taken {
        DestReceiver receiver; // first: it is what the executor knows
        Place place;
        void *order;
        MemoryContext memory;
        TupleDesc descriptor;
        FeedEvent *events;
        std::size_t count, room, most;
        std::size_t seen;
        std::int64_t last_seen;
        bool leased;
    };
    static bool receive(TupleTableSlot *line, DestReceiver *self);

    Taken taken_{};
};

// Adds them to a function's answer, under a fence where they were taken as leased.
void hand_over(ResultSet &results, const std::vector<FeedEvent> &events, std::int64_t fence = 0);

} // namespace refusal::backend
