#include "deliver/breaker.hpp"

#include <boost/test/unit_test.hpp>

using namespace refusal::client;
using namespace std::chrono_literals;

namespace {

struct Watched {
    Breaker breaker = Breaker(3, Backoff(100ms, 350ms));
    Clock::time_point now = Clock::now();
    void fail(int times) {
        for (int time = 0; time < times; ++time) {
            breaker.failed(now);
        }
    }
    bool waits_between(std::chrono::milliseconds least, std::chrono::milliseconds most) const {
        return breaker.probe_at() >= now + least && breaker.probe_at() <= now + most;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(breaker_suite, Watched)

BOOST_AUTO_TEST_CASE(it_opens_after_failures_in_a_row) {
    fail(2);
    BOOST_TEST(breaker.is_closed());
    breaker.succeeded();
    fail(2);
    BOOST_TEST(breaker.is_closed());
    fail(1);
    BOOST_TEST((breaker.circuit() == Circuit::open));
    BOOST_TEST(waits_between(50ms, 100ms));
}

BOOST_AUTO_TEST_CASE(a_probe_that_succeeds_closes_it) {
    fail(3);
    breaker.begin_probe();
    BOOST_TEST((breaker.circuit() == Circuit::half_open));
    breaker.succeeded();
    BOOST_TEST(breaker.is_closed());
    fail(2);
    BOOST_TEST(breaker.is_closed());
}

BOOST_AUTO_TEST_CASE(each_probe_that_fails_doubles_the_pause_up_to_a_limit) {
    fail(3);
    for (const auto most : {200ms, 350ms, 350ms}) {
        breaker.begin_probe();
        fail(1);
        BOOST_TEST((breaker.circuit() == Circuit::open));
        BOOST_TEST(waits_between(most / 2, most));
    }
    breaker.begin_probe();
    breaker.succeeded();
    fail(3);
    BOOST_TEST(waits_between(50ms, 100ms));
}

BOOST_AUTO_TEST_CASE(what_was_under_way_when_it_opened_puts_nothing_off) {
    fail(3);
    const auto before = breaker.probe_at();
    now += 1s;
    fail(5);
    BOOST_TEST((breaker.probe_at() == before));
}

BOOST_AUTO_TEST_CASE(a_probe_that_came_to_nothing_is_made_again_at_once) {
    fail(3);
    const auto before = breaker.probe_at();
    breaker.begin_probe();
    breaker.abandon_probe();
    BOOST_TEST((breaker.circuit() == Circuit::open));
    BOOST_TEST((breaker.probe_at() == before));
    breaker.succeeded();
    breaker.abandon_probe();
    BOOST_TEST(breaker.is_closed());
}

BOOST_AUTO_TEST_SUITE_END()
