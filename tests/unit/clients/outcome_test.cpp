#include "deliver/outcome.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace refusal::client;
using namespace std::chrono_literals;
using Kind = Outcome::Kind;

namespace {

Outcome answered(long status, std::optional<std::chrono::seconds> retry_after = {}) {
    return outcome_of({status, "", retry_after, 0ms});
}

} // namespace

BOOST_AUTO_TEST_SUITE(outcome_suite)

BOOST_DATA_TEST_CASE(two_hundreds_deliver, boost::unit_test::data::make({200, 201, 202, 204, 299}), status) {
    BOOST_TEST((answered(status).kind == Kind::delivered));
}

BOOST_DATA_TEST_CASE(all_else_does_not,
                     boost::unit_test::data::make({100, 301, 302, 308, 400, 401, 404, 429, 500, 503}),
                     status) {
    BOOST_TEST((answered(status).kind == Kind::failed));
    BOOST_TEST(answered(status).error.find("answered " + std::to_string(status)) == 0);
}

BOOST_AUTO_TEST_CASE(gone_is_for_good) {
    BOOST_TEST((answered(410).kind == Kind::gone));
    BOOST_TEST(!answered(410).endpoint_down);
}

BOOST_AUTO_TEST_CASE(an_answer_that_did_not_come_whole_does_not_count) {
    const auto outcome = outcome_of({200, "transfer closed", {}, 0ms});
    BOOST_TEST((outcome.kind == Kind::failed));
    BOOST_TEST(outcome.error == "transfer closed");
    BOOST_TEST(outcome.endpoint_down);
}

BOOST_AUTO_TEST_CASE(only_no_answer_and_five_hundreds_speak_of_the_endpoint) {
    BOOST_TEST(answered(500).endpoint_down);
    BOOST_TEST(answered(503).endpoint_down);
    for (const long status : {301L, 400L, 404L, 429L}) {
        BOOST_TEST(!answered(status).endpoint_down);
    }
}

BOOST_AUTO_TEST_CASE(whoever_asks_for_a_pause_gets_one) {
    BOOST_TEST((answered(429, 7s).pause == 7s));
    BOOST_TEST((answered(503, 7s).pause == 7s));
    BOOST_TEST((answered(429).pause == 1s));
    BOOST_TEST((answered(429, 0s).pause == 1s));
    BOOST_TEST((answered(429, 1000000s).pause == 24h));
    BOOST_TEST(!answered(503).pause.has_value());
    BOOST_TEST(!answered(500, 7s).pause.has_value());
    BOOST_TEST(!answered(200, 7s).pause.has_value());
}

BOOST_AUTO_TEST_CASE(who_names_no_time_gets_the_event_ever_more_slowly) {
    BOOST_TEST((answered(429, 7s).retry_in == 7s));
    BOOST_TEST((answered(503, 7s).retry_in == 7s));
    BOOST_TEST(!answered(429).retry_in.has_value());
    BOOST_TEST(!answered(500, 7s).retry_in.has_value());
}

BOOST_AUTO_TEST_CASE(what_we_lack_says_nothing_of_the_endpoint) {
    const auto outcome = outcome_of({0, "too many files", {}, 0ms, true});
    BOOST_TEST((outcome.kind == Kind::not_tried));
    BOOST_TEST(!outcome.endpoint_down);
    BOOST_TEST((outcome.pause == 1s));
}

BOOST_AUTO_TEST_SUITE_END()
