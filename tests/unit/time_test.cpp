#include "core/error.hpp"
#include "core/time.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <vector>

using namespace refusal::core;

namespace {

constexpr Micros hours(Micros count) {
    return count * micros_per_hour;
}

// Clocks go forward at day 90, 01:00 UTC and back at day 300, 01:00 UTC.
constexpr Micros forward = 90 * micros_per_day + hours(1);
constexpr Micros back = 300 * micros_per_day + hours(1);
const Zone zone({{back, hours(1)}, {0, hours(1)}, {forward, hours(2)}});

Micros admitted(const OpeningHours &opening, Micros arrival) {
    BOOST_TEST(opening.admit(arrival));
    return arrival;
}

} // namespace

BOOST_AUTO_TEST_SUITE(times)

BOOST_AUTO_TEST_CASE(the_phase_of_a_week_starts_on_monday) {
    BOOST_TEST(phase_of_week(0) == 5 * micros_per_day); // 2000-01-01, a Saturday
    BOOST_TEST(phase_of_week(2 * micros_per_day) == 0);
    BOOST_TEST(phase_of_week(2 * micros_per_day - 1) == micros_per_week - 1);
    for (const Micros time : {beginning_of_time, end_of_time, Micros{-1}, Micros{760'000'000'123'456}}) {
        BOOST_TEST(phase_of_week(time) >= 0);
        BOOST_TEST(phase_of_week(time) < micros_per_week);
    }
}

BOOST_AUTO_TEST_CASE(the_next_departure_is_the_least_that_is_not_earlier) {
    std::mt19937 random(1);
    for (int turn = 0; turn < 2000; ++turn) {
        std::vector<std::uint16_t> minutes(1 + random() % 5);
        for (std::uint16_t &each : minutes)
            each = static_cast<std::uint16_t>(random() % minutes_per_week);
        std::ranges::sort(minutes);
        Micros time = 700'000'000'000'000 + static_cast<Micros>(random() % 2'000'000) * 1'000'003;
        if (turn % 3 == 0)
            time -= phase_of_week(time) - minutes[0] * micros_per_minute;
        const Micros next = next_departure(minutes, time).value();
        BOOST_TEST(next >= time);
        const Micros monday = time - phase_of_week(time);
        Micros expected = end_of_time;
        for (const std::uint16_t each : minutes)
            for (const Micros week : {monday, monday + micros_per_week})
                if (week + each * micros_per_minute >= time)
                    expected = std::min(expected, week + each * micros_per_minute);
        BOOST_TEST(next == expected);
    }
    BOOST_TEST(!next_departure({}, 0).has_value());
    BOOST_TEST(!next_departure(std::vector<std::uint16_t>{0}, end_of_time).has_value());
}

BOOST_AUTO_TEST_CASE(a_zone_knows_its_offsets) {
    BOOST_TEST(zone.offset_at(-hours(9)) == hours(1));
    BOOST_TEST(zone.offset_at(forward - 1) == hours(1));
    BOOST_TEST(zone.offset_at(forward) == hours(2));
    BOOST_TEST(zone.offset_at(back) == hours(1));
    BOOST_TEST(zone.next_change(forward) == back);
    BOOST_TEST(zone.next_change(back) == end_of_time);
    BOOST_TEST(zone.last_change() == back);
    BOOST_TEST(Zone({}).offset_at(5) == 0);
}

BOOST_AUTO_TEST_CASE(closed_hours_last_until_the_next_opening) {
    const OpeningHours day(hours(9), hours(18), nullptr);
    BOOST_TEST(admitted(day, hours(8)) == hours(9));
    BOOST_TEST(admitted(day, hours(9)) == hours(9));
    BOOST_TEST(admitted(day, hours(18)) == hours(18));
    BOOST_TEST(admitted(day, hours(18) + 1) == hours(33));
    BOOST_TEST(admitted(day, -hours(25)) == -hours(15));
    const OpeningHours night(hours(22), hours(6), nullptr);
    BOOST_TEST(admitted(night, hours(7)) == hours(22));
    BOOST_TEST(admitted(night, hours(23)) == hours(23));
    BOOST_TEST(admitted(night, hours(6)) == hours(6));
    const OpeningHours from_midnight(std::nullopt, hours(6), nullptr);
    BOOST_TEST(admitted(from_midnight, hours(7)) == hours(24));
    for (const OpeningHours &always : {OpeningHours(hours(9), std::nullopt, nullptr),
                                       OpeningHours(hours(9), hours(9), nullptr), OpeningHours()}) {
        BOOST_TEST(!always.ever_closed());
        BOOST_TEST(admitted(always, hours(3)) == hours(3));
    }
    Micros late = end_of_time;
    BOOST_TEST(!OpeningHours(hours(1), hours(2), nullptr).admit(late));
}

BOOST_AUTO_TEST_CASE(hours_follow_the_local_clock) {
    const OpeningHours day(hours(9), hours(18), &zone);
    BOOST_TEST(admitted(day, hours(7)) == hours(8));                     // 9:00 at +1
    BOOST_TEST(admitted(day, forward - hours(6)) == forward + hours(6)); // 9:00 at +2, 7:00 UTC
    BOOST_TEST(admitted(day, back - hours(6)) == back + hours(7));       // 9:00 at +1, 8:00 UTC
    // 2:30 does not exist on that day: 1:59 is followed by 3:00.
    const OpeningHours skipped(hours(2) + hours(1) / 2, hours(18), &zone);
    BOOST_TEST(admitted(skipped, forward - 1) == forward);
    // 2:30 comes twice: the first time counts.
    BOOST_TEST(admitted(skipped, back - hours(1)) == back - hours(1) / 2);
}

BOOST_AUTO_TEST_CASE(who_comes_earlier_is_never_admitted_later) {
    std::mt19937 random(1);
    for (int turn = 0; turn < 2000; ++turn) {
        const OpeningHours opening(static_cast<Micros>(random() % 24) * hours(1),
                                   static_cast<Micros>(random() % 24) * hours(1), &zone);
        const Micros around = turn % 2 == 0 ? forward : back;
        const Micros early = around + static_cast<Micros>(random() % 3000) * micros_per_minute - hours(25);
        const Micros late = early + static_cast<Micros>(random() % 300) * micros_per_minute;
        BOOST_TEST(admitted(opening, early) >= early);
        BOOST_TEST(admitted(opening, early) <= admitted(opening, late));
    }
}

BOOST_AUTO_TEST_CASE(time_never_wraps) {
    BOOST_TEST(later(5, 6) == 11);
    BOOST_CHECK_EXCEPTION(later(end_of_time, 1), Error,
                          [](const Error &error) { return error.sqlstate == "22003"; });
}

BOOST_AUTO_TEST_SUITE_END()
