#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace refusal::core {

// Microseconds, UTC, since 2000-01-01 00:00, PostgreSQL's epoch (a Saturday). Also a length of time.
using Micros = std::int64_t;

constexpr Micros micros_per_second = 1'000'000;
constexpr Micros micros_per_minute = 60 * micros_per_second;
constexpr Micros micros_per_hour = 60 * micros_per_minute;
constexpr Micros micros_per_day = 24 * micros_per_hour;
constexpr Micros micros_per_week = 7 * micros_per_day;
constexpr std::int32_t minutes_per_week = 7 * 24 * 60;

// Unbounded ends of a half-open range of time.
constexpr Micros beginning_of_time = INT64_MIN;
constexpr Micros end_of_time = INT64_MAX;

[[noreturn]] void time_out_of_range();

Micros later(Micros time, Micros length); // checked: SQLSTATE 22003
inline bool try_later(Micros &time, Micros length) {
    return !__builtin_add_overflow(time, length, &time);
}

// Since the last Monday 00:00 UTC: 0 <= result < micros_per_week.
Micros phase_of_week(Micros time);

// The first departure at or after `time`, of ascending minutes of the week (0 = Monday 00:00 UTC). Nothing
// for an empty timetable and where it would be out of range.
std::optional<Micros> next_departure(std::span<const std::uint16_t> minutes, Micros time);

// A time zone as its changes of offset. Before the first change its offset holds too; no change at all is
// UTC.
class Zone {
public:
    struct Change {
        Micros from_utc;
        Micros utc_offset; // local = UTC + offset
    };

    explicit Zone(std::vector<Change> changes);

    Micros offset_at(Micros utc) const;
    Micros next_change(Micros utc) const; // strictly later; end_of_time: none
    Micros last_change() const;           // beginning_of_time: none

private:
    std::vector<Change> changes_;
};

// Local hours within which a facility admits parcels, both ends included; over midnight where opens > closes.
class OpeningHours {
public:
    OpeningHours() = default; // never closed
    OpeningHours(std::optional<Micros> opens_at, std::optional<Micros> closes_at, const Zone *zone);

    bool ever_closed() const { return opens_ != closes_; }
    // The first instant at or after `arrival` whose local time is within the hours. An opening that a change
    // of offset skips is thereby the first instant after it. False: out of range.
    bool admit(Micros &arrival) const;
    // After it the hours repeat every day; beginning_of_time: always.
    Micros regular_since() const;

private:
    Micros offset_at(Micros utc) const { return zone_ == nullptr ? 0 : zone_->offset_at(utc); }

    Micros opens_ = 0;
    Micros closes_ = 0;
    const Zone *zone_ = nullptr;
};

} // namespace refusal::core
