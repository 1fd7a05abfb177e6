#include "deliver/window.hpp"
#include "slot_model.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <random>

using namespace refusal::client;

namespace {

Event event(const std::string &position, long long refusal) {
    Event event;
    event.position = position;
    event.refusal = refusal;
    return event;
}

// Sends what there is to send: the positions, in this order.
std::vector<std::string> begin_all(Window &window) {
    std::vector<std::string> begun;
    while (const auto *next = window.next()) {
        begun.push_back(next->position);
        window.begin(begun.back());
    }
    return begun;
}

using Positions = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(window_suite)

BOOST_AUTO_TEST_CASE(of_a_refusal_one_event_at_a_time_and_others_beside_it) {
    Window window;
    window.add({event("1", 7), event("2", 7), event("3", 8)});
    BOOST_TEST(begin_all(window) == (Positions{"1", "3"}));
    window.delivered("1");
    BOOST_TEST(begin_all(window) == Positions{"2"});
}

BOOST_AUTO_TEST_CASE(nothing_is_settled_beyond_what_is_outstanding) {
    Window window;
    window.add({event("1", 7), event("2", 8), event("3", 9)});
    begin_all(window);
    window.delivered("2");
    window.delivered("3");
    BOOST_TEST(!window.has_news());
    window.delivered("1");
    BOOST_TEST(window.settle().upto == "3");
    BOOST_TEST(window.size() == 0);
    BOOST_TEST(window.settle().empty());
}

BOOST_AUTO_TEST_CASE(a_failure_takes_the_later_events_of_its_refusal_with_it) {
    Window window;
    window.add({event("1", 7), event("2", 7), event("3", 8)});
    begin_all(window);
    window.failed({"1", "why", {}, false});
    BOOST_TEST(begin_all(window).empty());
    window.delivered("3");
    const auto settlement = window.settle();
    BOOST_TEST(settlement.failures.size() == 1);
    BOOST_TEST(settlement.upto == "3");
    BOOST_TEST(window.is_settled());
}

BOOST_AUTO_TEST_CASE(polled_again_it_is_sent_again_only_after_the_database_was_told_of_the_failure) {
    Window window;
    window.add({event("1", 7), event("2", 8)});
    begin_all(window);
    window.failed({"2", "why", {}, false});
    window.add({event("1", 7), event("2", 8)});
    BOOST_TEST(begin_all(window).empty());
    window.settle();
    window.add({event("1", 7), event("2", 8)});
    BOOST_TEST(begin_all(window) == Positions{"2"});
}

BOOST_AUTO_TEST_CASE(what_was_delivered_and_is_polled_again_is_not_sent_again) {
    Window window;
    window.add({event("1", 7), event("2", 8)});
    begin_all(window);
    window.delivered("2");
    window.add({event("1", 7), event("2", 8)});
    BOOST_TEST(begin_all(window).empty());
}

BOOST_AUTO_TEST_CASE(what_is_put_back_lets_the_others_pass) {
    Window window;
    window.add({event("1", 7), event("2", 8), event("3", 7)});
    window.begin("1");
    window.put_back("1");
    BOOST_TEST(begin_all(window) == (Positions{"2", "1"}));
}

BOOST_AUTO_TEST_CASE(what_was_settled_and_is_polled_again_after_a_seek_is_sent_again) {
    Window window;
    window.add({event("1", 7), event("2", 8), event("3", 8)});
    BOOST_TEST(begin_all(window) == (Positions{"1", "2"}));
    window.delivered("2");
    begin_all(window);
    window.failed({"3", "why", {}, false});
    BOOST_TEST(window.settle().failures.size() == 1);
    window.delivered("1");
    BOOST_TEST(window.settle().upto == "3");
    window.add({event("3", 8)});
    begin_all(window);
    window.delivered("3");
    BOOST_TEST(window.settle().upto == "3");
    window.add({event("1", 7), event("2", 8), event("3", 8)});
    BOOST_TEST(begin_all(window) == (Positions{"1", "2"}));
}

// Random work against what the database would do. Nothing is settled that was not delivered, nothing is left,
// each refusal's events arrive in their order, and memory has a bound.
BOOST_DATA_TEST_CASE(nothing_is_lost_and_every_refusal_in_order, boost::unit_test::data::xrange(200), seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    const auto chance = [&random](int percent) { return static_cast<int>(random() % 100) < percent; };
    SlotModel database;
    Window window;
    std::vector<std::pair<std::string, long long>> sending;
    std::map<long long, std::string> last;
    constexpr std::size_t most = 16;
    const int failing = static_cast<int>(random() % 60);
    int to_write = 300;
    for (int step = 0; step < 20'000 && (to_write > 0 || !database.all_settled()); ++step) {
        if (to_write > 0 && chance(50)) {
            database.write(static_cast<long long>(random() % 12));
            --to_write;
        }
        if (chance(10)) {
            database.make_all_due();
        }
        if (chance(30)) {
            database.take(window.settle());
        }
        if (chance(20)) {
            database.take(window.settle());
            const bool room = window.size() <= most / 2;
            window.add(database.poll(room ? most : 1));
            BOOST_TEST_REQUIRE(window.size() <= 2 * most);
        }
        if (const auto *next = window.next(); next != nullptr && chance(70)) {
            for (const auto &[position, refusal] : sending) {
                BOOST_TEST_REQUIRE(refusal != next->refusal);
            }
            sending.emplace_back(next->position, next->refusal);
            window.begin(sending.back().first);
        }
        if (sending.empty() || chance(40)) {
            continue;
        }
        const auto chosen = sending.begin() + static_cast<long>(random() % sending.size());
        const auto [position, refusal] = *chosen;
        sending.erase(chosen);
        if (chance(failing)) {
            window.failed({position, "why", {}, false});
        } else if (chance(10)) {
            window.put_back(position);
        } else {
            BOOST_TEST_REQUIRE(position > last[refusal]);
            last[refusal] = position;
            database.note_delivered(position);
            window.delivered(position);
        }
    }
    for (const auto &complaint : database.complaints()) {
        BOOST_ERROR(complaint);
    }
    BOOST_TEST(database.all_settled());
    BOOST_TEST(window.size() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
