#include "core/feed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <set>

using namespace refusal::core;

namespace {

// Transactions begin, write under row locks, commit in any order, abort; now and then somebody ticks. Every refusal
// is written by the transaction that holds its lock, from its first event on to its end.
struct Event {
    std::int64_t event_id = 0;
    std::uint64_t xid = 0;
    int refusal = 0;
};

struct History {
    std::vector<Event> committed;
    std::vector<Tick> ticks;
    std::vector<std::size_t> committed_at_tick; // how many events were committed by then
};

class World {
public:
    explicit World(unsigned seed) : random_(seed) {}

    History run(int steps) {
        for (int step = 0; step < steps; ++step) {
            switch (below(10)) {
            case 0:
            case 1:
                open_.emplace(next_xid_++, Transaction{});
                break;
            case 2:
            case 3:
                end(below(8) != 0);
                break;
            case 4:
                tick();
                break;
            default:
                write();
            }
        }
        while (!open_.empty())
            end(true);
        tick();
        return std::move(history_);
    }

private:
    struct Transaction {
        std::vector<Event> events;
        std::set<int> locks;
    };

    int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

    auto any_open() { return std::next(open_.begin(), below(static_cast<int>(open_.size()))); }

    void write() {
        if (open_.empty())
            return;
        auto &[xid, transaction] = *any_open();
        const int refusal = below(12);
        const bool taken = std::ranges::any_of(open_, [&, mine = xid](const auto &other) {
            return other.first != mine && other.second.locks.contains(refusal);
        });
        if (taken)
            return;
        transaction.locks.insert(refusal);
        transaction.events.push_back({next_event_++, xid, refusal});
    }

    void end(bool commit) {
        if (open_.empty())
            return;
        const auto it = any_open();
        if (commit)
            history_.committed.insert(history_.committed.end(), it->second.events.begin(), it->second.events.end());
        open_.erase(it);
    }

    void tick() {
        Tick tick;
        tick.era = 7;
        tick.number = static_cast<std::int64_t>(history_.ticks.size()) + 1;
        tick.snapshot.xmin = open_.empty() ? next_xid_ : open_.begin()->first;
        tick.snapshot.xmax = next_xid_;
        for (const auto &[xid, transaction] : open_)
            tick.snapshot.in_progress.push_back(xid);
        history_.ticks.push_back(std::move(tick));
        history_.committed_at_tick.push_back(history_.committed.size());
    }

    std::mt19937 random_;
    std::map<std::uint64_t, Transaction> open_;
    std::uint64_t next_xid_ = 100;
    std::int64_t next_event_ = 1;
    History history_;
};

FeedPosition position_of(const History &history, const Event &event) {
    const Tick *tick = first_seeing(history.ticks, event.xid);
    BOOST_REQUIRE(tick != nullptr);
    return {tick->era, tick->number, event.event_id};
}

} // namespace

BOOST_AUTO_TEST_SUITE(feed)

BOOST_AUTO_TEST_CASE(a_position_is_its_text) {
    const FeedPosition position{0x00064a1b2c3d4e5f, 42, 4'000'000'000};
    BOOST_TEST(position_text(position) == "00064a1b2c3d4e5f-000000000000002a-00000000ee6b2800");
    std::mt19937_64 random(5);
    const auto any = [&] { return static_cast<std::int64_t>(random() >> (1 + random() % 62)); };
    std::vector<FeedPosition> positions{{}, {std::numeric_limits<std::int64_t>::max(), 0, 0}};
    for (int i = 0; i < 2'000; ++i)
        positions.push_back({any() % 4, any() % 16, any()});
    for (const FeedPosition &one : positions)
        BOOST_REQUIRE(parse_position(position_text(one)) == one);
    for (std::size_t i = 1; i < positions.size(); ++i)
        BOOST_REQUIRE((positions[i] < positions[i - 1]) ==
                      (position_text(positions[i]) < position_text(positions[i - 1])));
}

BOOST_AUTO_TEST_CASE(what_is_no_position) {
    const std::string good = position_text({1, 2, 3});
    for (std::string bad : {std::string(), good + "0", good.substr(1), "g" + good.substr(1), "A" + good.substr(1),
                            "-" + good.substr(1), "8" + good.substr(1), " " + good.substr(1)})
        BOOST_TEST(!parse_position(bad).has_value(), bad);
    std::string joined = good;
    joined[16] = '0';
    BOOST_TEST(!parse_position(joined).has_value());
}

BOOST_AUTO_TEST_CASE(snapshots) {
    const auto snapshot = parse_snapshot("10:15:11,13");
    BOOST_REQUIRE(snapshot.has_value());
    std::set<std::uint64_t> seen;
    for (std::uint64_t xid = 8; xid < 18; ++xid)
        if (snapshot->sees(xid))
            seen.insert(xid);
    BOOST_TEST((seen == std::set<std::uint64_t>{8, 9, 10, 12, 14}));
    BOOST_TEST(parse_snapshot("10:10:")->in_progress.empty());
    for (const char *bad : {"", "10", "10:15", "15:10:", "10:15:9", "10:15:15", "10:15:13,11", "10:15:11,11", "10:15:x",
                            "10:15:11,,13", "x:15:", "10:-1:"})
        BOOST_TEST(!parse_snapshot(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(a_reader_misses_nothing_and_sees_each_refusal_in_order) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        const History history = World(seed).run(400);
        std::map<FeedPosition, Event> feed;
        for (const Event &event : history.committed)
            BOOST_REQUIRE(feed.emplace(position_of(history, event), event).second);
        std::map<int, std::int64_t> last;
        for (const auto &[position, event] : feed) {
            BOOST_REQUIRE_GT(event.event_id, last[event.refusal]);
            last[event.refusal] = event.event_id;
        }
        // A reader that has come to the end of a tick has had exactly what was committed by then.
        for (std::size_t tick = 0; tick < history.ticks.size(); ++tick) {
            const auto read = std::ranges::count_if(feed, [&](const auto &item) {
                return item.first.tick <= history.ticks[tick].number;
            });
            BOOST_REQUIRE_EQUAL(static_cast<std::size_t>(read), history.committed_at_tick[tick]);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
