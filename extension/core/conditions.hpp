#pragma once

#include "core/money.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace refusal::core {

// What a rule may look at, in the order an explanation looks at it.
enum class Field : std::uint8_t {
    reason,
    category,
    region,
    outcome,
    supplier,
    facility,
    payment,
    value,
    weight,
    attempt,
    weekdays,
    courier,
};
inline constexpr std::size_t field_count = 12;
std::string_view field_name(Field field);

enum class Outcome : std::uint8_t { full, partial };
enum class Payment : std::uint8_t { prepaid, cod };
std::string_view outcome_name(Outcome outcome);
std::string_view payment_name(Payment payment);
std::optional<Outcome> find_outcome(std::string_view name);
std::optional<Payment> find_payment(std::string_view name);

// Half open: lo <= x < hi. The extreme numbers stand for "unbounded".
struct Range {
    static constexpr std::int64_t no_lower = std::numeric_limits<std::int64_t>::min();
    static constexpr std::int64_t no_upper = std::numeric_limits<std::int64_t>::max();

    std::int64_t lo = no_lower;
    std::int64_t hi = no_upper;

    constexpr bool contains(std::int64_t x) const { return lo <= x && (x < hi || hi == no_upper); }
    constexpr bool empty() const { return lo >= hi && hi != no_upper; }
    friend constexpr bool operator==(const Range &, const Range &) = default;
};

using Weekdays = std::uint8_t; // bit 0 = Monday
inline constexpr Weekdays every_day = 0x7f;
constexpr Weekdays weekday_bit(int weekday) {
    return static_cast<Weekdays>(1U << static_cast<unsigned>(weekday - 1));
}

// The smallest numbers that occur: a range that starts there or earlier has no lower bound.
inline constexpr std::int64_t smallest_value = 0;
inline constexpr std::int64_t smallest_weight = 0;
inline constexpr std::int64_t smallest_attempt = 1;

// One refusal as the rules see it. An absent text is unknown.
struct Facts {
    std::optional<std::string> reason, category, region; // dotted paths
    std::optional<std::string> supplier, facility, courier;
    Outcome outcome = Outcome::full;
    Payment payment = Payment::prepaid;
    Money value = 0;          // minor units, >= 0
    std::int64_t weight = 0;  // grams, >= 0
    std::int64_t attempt = 1; // >= 1
    int weekday = 1;          // 1 = Monday .. 7 = Sunday
};

// When a rule applies. An absent condition matches everything, the unknown included; a present one never
// matches the unknown.
struct Conditions {
    std::optional<std::string> reason, category, region; // a node covers its subtree
    std::optional<std::string> supplier, facility, courier;
    std::optional<Outcome> outcome;
    std::optional<Payment> payment;
    std::optional<Range> value, weight, attempt;
    std::optional<Weekdays> weekdays;

    friend bool operator==(const Conditions &, const Conditions &) = default;
};

// Is path the node itself or below it?
bool covers(std::string_view node, std::string_view path);

bool field_matches(const Conditions &when, const Facts &facts, Field field);
bool matches(const Conditions &when, const Facts &facts);

// A condition written in one way only: clipped to what can occur, absent where it holds for all of that.
std::optional<Range> normalised(const std::optional<Range> &range, std::int64_t smallest);
std::optional<Weekdays> normalised(const std::optional<Weekdays> &days);

// An empty range or set: no refusal can match.
bool never_matches(const Conditions &when);

// No condition, or none that a refusal could fail.
bool is_catch_all(const Conditions &when);

} // namespace refusal::core
