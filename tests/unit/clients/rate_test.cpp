#include "deliver/rate.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace refusal::client;
using namespace std::chrono_literals;

namespace {

// How many may go within that time, by someone who wakes exactly when the next may.
int taken_within(Rate &rate, Clock::time_point begin, Clock::duration time) {
    int taken = 0;
    for (auto now = begin; now < begin + time; ++taken) {
        rate.take(now);
        now = std::max(now, rate.free_at());
    }
    return taken;
}

} // namespace

BOOST_AUTO_TEST_SUITE(rate_suite)

BOOST_DATA_TEST_CASE(no_more_in_a_second_than_it_says_but_for_a_moment,
                     boost::unit_test::data::make({1, 3, 10, 49, 51, 1000, 100000}), per_second) {
    Rate rate(per_second);
    const auto begin = Clock::now();
    const int first = taken_within(rate, begin, 1s);
    BOOST_TEST(first >= per_second);
    BOOST_TEST(first <= per_second + per_second / 50 + 1);
    // What was not used for long is not saved up.
    const int later = taken_within(rate, begin + 60s, 1s);
    BOOST_TEST(later <= per_second + per_second / 50 + 1);
}

BOOST_AUTO_TEST_CASE(without_a_rate_all_may_go) {
    Rate rate(std::nullopt);
    const auto now = Clock::now();
    for (int turn = 0; turn < 1000; ++turn) {
        rate.take(now);
        BOOST_TEST((rate.free_at() <= now));
    }
}

BOOST_AUTO_TEST_SUITE_END()
