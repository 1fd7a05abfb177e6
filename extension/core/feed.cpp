#include "core/feed.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>
#include <system_error>

namespace refusal::core {

namespace {

constexpr std::size_t digits = 16;
static_assert(position_text_size == 3 * digits + 2);

// Two digits at a time.
constexpr auto hex_pairs = [] {
    constexpr std::string_view hex = "0123456789abcdef";
    std::array<std::array<char, 2>, 256> pairs{};
    for (std::size_t byte = 0; byte < pairs.size(); ++byte)
        pairs.at(byte) = {hex[byte >> 4U], hex[byte & 15U]};
    return pairs;
}();

void write_hex(std::int64_t number, char *text) {
    const auto bits = static_cast<std::uint64_t>(number);
    for (std::size_t byte = 0; byte < digits / 2; ++byte) {
        const std::array<char, 2> &pair = hex_pairs[(bits >> (56 - 8 * byte)) & 255U];
        text[2 * byte] = pair[0];
        text[2 * byte + 1] = pair[1];
    }
}

// Whole, and in the one form that has such a value: lower case, non-negative.
std::optional<std::int64_t> parse_hex(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    const bool upper = std::ranges::any_of(text, [](char c) { return (c >= 'A' && c <= 'F') || c == '-'; });
    if (error != std::errc() || end != text.data() + text.size() || upper)
        return std::nullopt;
    return number;
}

std::optional<std::uint64_t> parse_xid(std::string_view text) {
    std::uint64_t xid = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), xid);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return xid;
}

} // namespace

void write_position(const FeedPosition &position, char *text) {
    write_hex(position.era, text);
    text[digits] = '-';
    write_hex(position.tick, text + digits + 1);
    text[2 * digits + 1] = '-';
    write_hex(position.event_id, text + 2 * digits + 2);
}

std::string position_text(const FeedPosition &position) {
    std::string text(position_text_size, '\0');
    write_position(position, text.data());
    return text;
}

std::optional<FeedPosition> parse_position(std::string_view text) {
    if (text.size() != position_text_size || text[digits] != '-' || text[2 * digits + 1] != '-')
        return std::nullopt;
    const auto era = parse_hex(text.substr(0, digits));
    const auto tick = parse_hex(text.substr(digits + 1, digits));
    const auto event_id = parse_hex(text.substr(2 * digits + 2));
    if (!era || !tick || !event_id)
        return std::nullopt;
    return FeedPosition{*era, *tick, *event_id};
}

bool XidSnapshot::sees(std::uint64_t xid) const {
    if (xid < xmin)
        return true;
    return xid < xmax && !std::ranges::binary_search(in_progress, xid);
}

std::optional<XidSnapshot> parse_snapshot(std::string_view text) {
    const std::size_t first = text.find(':');
    const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    const auto xmin = parse_xid(text.substr(0, first));
    const auto xmax = parse_xid(text.substr(first + 1, second - first - 1));
    if (!xmin || !xmax || *xmin > *xmax)
        return std::nullopt;
    XidSnapshot snapshot{*xmin, *xmax, {}};
    for (std::string_view rest = text.substr(second + 1); !rest.empty();) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const auto xid = parse_xid(rest.substr(0, comma));
        if (!xid || *xid < *xmin || *xid >= *xmax ||
            (!snapshot.in_progress.empty() && *xid <= snapshot.in_progress.back()))
            return std::nullopt;
        snapshot.in_progress.push_back(*xid);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return snapshot;
}

const Tick *first_seeing(std::span<const Tick> ticks, std::uint64_t xid) {
    const auto found =
        std::ranges::partition_point(ticks, [xid](const Tick &tick) { return !tick.snapshot.sees(xid); });
    return found == ticks.end() ? nullptr : &*found;
}

} // namespace refusal::core
