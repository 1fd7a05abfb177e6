#include "core/error.hpp"
#include "core/money.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <random>

using namespace refusal::core;

namespace {

constexpr Money most = std::numeric_limits<Money>::max();
constexpr Money least = std::numeric_limits<Money>::min();

bool out_of_range(const Error &error) {
    return error.sqlstate == "22003";
}

} // namespace

BOOST_AUTO_TEST_SUITE(money)

// result - 1/2 <= numerator / denominator < result + 1/2
BOOST_AUTO_TEST_CASE(a_rounded_quotient_is_within_a_half) {
    std::mt19937_64 random(1);
    for (int turn = 0; turn < 10'000; ++turn) {
        const Wide denominator = Wide{1} + static_cast<Wide>(random() >> (1 + random() % 63));
        const Wide whole = static_cast<std::int64_t>(random()) >> (1 + random() % 62);
        const Wide numerator = whole * denominator + static_cast<Wide>(random()) % denominator;
        const Wide twice = Wide{2} * round_half_up(numerator, denominator);
        BOOST_TEST(((twice - 1) * denominator <= 2 * numerator));
        BOOST_TEST((2 * numerator < (twice + 1) * denominator));
    }
}

BOOST_AUTO_TEST_CASE(halves_go_up) {
    BOOST_TEST(round_half_up(4175, 1000) == 4);
    BOOST_TEST(round_half_up(5, 2) == 3);
    BOOST_TEST(round_half_up(-5, 2) == -2);
    BOOST_TEST(round_half_up(-6, 4) == -1);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_an_error) {
    BOOST_TEST(add(most - 1, 1) == most);
    BOOST_CHECK_EXCEPTION(add(most, 1), Error, out_of_range);
    BOOST_CHECK_EXCEPTION(add(least, -1), Error, out_of_range);
    BOOST_TEST(multiply(most / 3, 3) <= most);
    BOOST_CHECK_EXCEPTION(multiply(most / 3 + 1, 3), Error, out_of_range);
    BOOST_TEST(round_half_up(Wide{most} * 1000 + 499, 1000) == most);
    BOOST_CHECK_EXCEPTION(round_half_up(Wide{most} * 1000 + 500, 1000), Error, out_of_range);
    BOOST_CHECK_EXCEPTION(round_half_up(Wide{least} * 1000 - 501, 1000), Error, out_of_range);
}

BOOST_AUTO_TEST_SUITE_END()
