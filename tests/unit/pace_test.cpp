#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>

#include "core/pace.hpp"

namespace {

using refusal::core::Pace;
using refusal::core::TickCost;

// What the relay comes to beside so many commits a second, a tick and its signals taking so long.
std::int64_t settled(double commits_a_second, std::int64_t work, std::int64_t signals = 0) {
    Pace pace(2);
    for (int tick = 0; tick < 200; ++tick) {
        const std::int64_t period = std::max<std::int64_t>(pace.gather(), 1'000);
        pace.ticked({period, static_cast<std::int64_t>(commits_a_second * static_cast<double>(period) / 1e6), work, signals});
    }
    return pace.gather();
}

} // namespace

BOOST_AUTO_TEST_SUITE(pace)

BOOST_AUTO_TEST_CASE(the_first_tick_waits_for_nothing) { BOOST_TEST(Pace(2).gather() == 0); }

BOOST_AUTO_TEST_CASE(beside_few_writers_each_commit_is_followed_at_once) {
    BOOST_TEST(settled(0, 100) == 0);
    BOOST_TEST(settled(1'000, 100) < 200);
}

BOOST_AUTO_TEST_CASE(beside_busy_writers_a_tick_takes_a_twentieth_of_a_processor) {
    BOOST_TEST(std::abs(settled(20'000, 100) - 2'000) < 40);
    BOOST_TEST(std::abs(settled(100'000, 100) - 2'000) < 40);
}

BOOST_AUTO_TEST_CASE(it_gathers_no_less_the_more_is_committed) {
    std::int64_t before = 0;
    for (double rate = 1'000; rate < 40'000; rate += 1'000) {
        const std::int64_t gather = settled(rate, 80);
        BOOST_TEST(gather >= before - 1);
        before = gather;
    }
}

BOOST_AUTO_TEST_CASE(many_listeners_are_woken_less_often) {
    BOOST_TEST(settled(10, 300, 200) > 35'000);
    BOOST_TEST(settled(10, 10'000, 9'000) == 1'000'000);
}

BOOST_AUTO_TEST_CASE(they_are_woken_more_often_where_processors_are_idle) {
    Pace pace(2);
    for (int tick = 0; tick < 200; ++tick)
        pace.ticked({10'000, 1, 300, 200});
    const std::int64_t unknown = pace.gather();
    for (int look = 0; look < 50; ++look)
        pace.idle(0.6);
    BOOST_TEST(pace.gather() < unknown / 10);
    for (int look = 0; look < 50; ++look)
        pace.idle(0.05);
    BOOST_TEST(pace.gather() == unknown);
}

BOOST_AUTO_TEST_CASE(a_larger_machine_can_wake_them_more_often) {
    Pace small(2);
    Pace large(16);
    for (int tick = 0; tick < 200; ++tick)
        for (Pace *pace : {&small, &large})
            pace->ticked({10'000, 1, 300, 200});
    BOOST_TEST(large.gather() < small.gather() / 7);
}

BOOST_AUTO_TEST_CASE(one_slow_tick_is_no_crowd) {
    Pace pace(2);
    for (int tick = 0; tick < 100; ++tick)
        pace.ticked({10'000, 1, 100, 10});
    const std::int64_t before = pace.gather();
    pace.ticked({10'000, 1, 100, 1'000});
    BOOST_TEST(pace.gather() < before + 30'000);
    for (int tick = 0; tick < 60; ++tick)
        pace.ticked({10'000, 1, 100, 10});
    BOOST_TEST(pace.gather() < before + 100);
}

BOOST_AUTO_TEST_SUITE_END()
