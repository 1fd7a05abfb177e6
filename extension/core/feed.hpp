#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The order of the feed. An event belongs to the first tick whose snapshot sees its transaction; within a tick events
// keep the order of their ids, which were drawn under the row's lock. So nothing that commits late can appear behind
// a reader, and what happened to one refusal is read in the order it happened.
namespace refusal::core {

struct FeedPosition {
    std::int64_t era = 0;
    std::int64_t tick = 0;
    std::int64_t event_id = 0;

    auto operator<=>(const FeedPosition &) const = default;
};

// 16 hexadecimal digits each, joined by '-': a fixed width, so that texts sort as positions do.
inline constexpr std::size_t position_text_size = 50;
void write_position(const FeedPosition &position, char *text);
std::string position_text(const FeedPosition &position);
std::optional<FeedPosition> parse_position(std::string_view text);

// Which transactions had committed. Ids are 64 bits wide and of one cluster: they never wrap.
struct XidSnapshot {
    std::uint64_t xmin = 0; // every one before has ended
    std::uint64_t xmax = 0; // none from here on has begun
    std::vector<std::uint64_t> in_progress; // between the two, ascending

    // An aborted transaction is "seen" too; it has left no events.
    [[nodiscard]] bool sees(std::uint64_t xid) const;
};

// PostgreSQL's text form of pg_snapshot, "xmin:xmax:xid,xid".
std::optional<XidSnapshot> parse_snapshot(std::string_view text);

struct Tick {
    std::int64_t era = 0;
    std::int64_t number = 0;
    XidSnapshot snapshot;
};

// Of consecutive ticks of one cluster the first that sees the transaction; none: it is later than all of them.
// What one tick sees every later one sees too.
const Tick *first_seeing(std::span<const Tick> ticks, std::uint64_t xid);

} // namespace refusal::core
