#include "core/time.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <utility>

namespace refusal::core {

namespace {

Micros floor_modulo(Micros value, Micros length) {
    const Micros remainder = value % length;
    return remainder < 0 ? remainder + length : remainder;
}

} // namespace

void time_out_of_range() {
    throw Error("22003", "time out of range");
}

Micros later(Micros time, Micros length) {
    if (!try_later(time, length))
        time_out_of_range();
    return time;
}

Micros phase_of_week(Micros time) {
    // 2000-01-03 was the first Monday. Reduced first, so that no time is out of range.
    constexpr Micros first_monday = 2 * micros_per_day;
    return floor_modulo(time % micros_per_week - first_monday, micros_per_week);
}

std::optional<Micros> next_departure(std::span<const std::uint16_t> minutes, Micros time) {
    if (minutes.empty())
        return std::nullopt;
    const Micros phase = phase_of_week(time);
    const auto next = std::ranges::lower_bound(
        minutes, phase, {}, [](std::uint16_t minute) { return minute * micros_per_minute; });
    const Micros wait = next != minutes.end() ? *next * micros_per_minute - phase
                                              : minutes.front() * micros_per_minute + micros_per_week - phase;
    if (!try_later(time, wait))
        return std::nullopt;
    return time;
}

Zone::Zone(std::vector<Change> changes) : changes_(std::move(changes)) {
    std::ranges::stable_sort(changes_, {}, &Change::from_utc);
}

Micros Zone::offset_at(Micros utc) const {
    if (changes_.empty())
        return 0;
    const auto after = std::ranges::upper_bound(changes_, utc, {}, &Change::from_utc);
    return after == changes_.begin() ? after->utc_offset : std::prev(after)->utc_offset;
}

Micros Zone::next_change(Micros utc) const {
    const auto after = std::ranges::upper_bound(changes_, utc, {}, &Change::from_utc);
    return after == changes_.end() ? end_of_time : after->from_utc;
}

Micros Zone::last_change() const {
    return changes_.empty() ? beginning_of_time : changes_.back().from_utc;
}

OpeningHours::OpeningHours(std::optional<Micros> opens_at, std::optional<Micros> closes_at, const Zone *zone)
    : zone_(zone) {
    if (!closes_at)
        return;
    opens_ = opens_at.value_or(0);
    closes_ = *closes_at;
}

bool OpeningHours::admit(Micros &arrival) const {
    if (!ever_closed())
        return true;
    Micros instant = arrival;
    for (;;) {
        Micros local = instant;
        if (!try_later(local, offset_at(instant)))
            return false;
        const Micros time_of_day = floor_modulo(local, micros_per_day);
        const bool open = opens_ < closes_ ? opens_ <= time_of_day && time_of_day <= closes_
                                           : opens_ <= time_of_day || time_of_day <= closes_;
        if (open) {
            arrival = instant;
            return true;
        }
        Micros opening = instant;
        if (!try_later(opening, floor_modulo(opens_ - time_of_day, micros_per_day)))
            return false;
        // The clock may be moved before then: look again from there.
        instant = zone_ == nullptr ? opening : std::min(opening, zone_->next_change(instant));
    }
}

Micros OpeningHours::regular_since() const {
    return ever_closed() && zone_ != nullptr ? zone_->last_change() : beginning_of_time;
}

} // namespace refusal::core
