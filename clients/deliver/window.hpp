#pragma once

#include "event.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace refusal::client {

// An event that could not be delivered, as the database is to be told.
struct Undelivered {
    std::string position;
    std::string error;
    std::optional<std::chrono::seconds> retry_in; // none: the database decides
    bool for_good = false;                        // no retry will help
};

// What there is to tell the database, in this order: the failures, and then that all is settled up to a
// position.
struct Settlement {
    std::vector<Undelivered> failures;
    std::string upto; // empty: no further than it knows
    bool empty() const { return failures.empty() && upto.empty(); }
};

// What a slot has been handed out and the database does not know to be settled. Of each refusal one event at
// a time, in the order of the feed; refusals beside each other. Acknowledging a position settles everything
// that was handed out up to there, retries of long ago included: so never beyond one that is still to be
// delivered.
class Window {
public:
    // What a poll returned: what is known already is left out, unless the database was told that it failed.
    void add(std::vector<Event> events);
    // The next to be sent; null: none may be just now.
    const Event *next() const;
    void begin(const std::string &position);
    void delivered(const std::string &position);
    // It failed, and that does not count: it goes behind the other refusals.
    void put_back(const std::string &position);
    void failed(Undelivered failure);
    bool has_news() const;
    // From here on the database has been told. Its failures' refusals wait there, the later events included.
    Settlement settle();

    std::size_t size() const { return items_.size(); }
    // Is anything still to be delivered, or to be told as failed?
    bool is_settled() const { return lines_.empty(); }
    const Event &event_at(const std::string &position) const { return items_.at(position).event; }

private:
    enum class State { waiting, sending, delivered, failed, parked };
    struct Item {
        Event event;
        State state = State::waiting;
    };
    // One refusal's events that are not settled.
    struct Line {
        std::set<std::string> positions;
        long turn = 0;
    };
    using Lines = std::map<long long, Line>;
    using Ready = std::set<std::tuple<long, std::string>>;

    static void close(Item &item, State state);
    // What of a line may be sent.
    std::optional<Ready::value_type> ready_of(const Line &line) const;
    // Around a change to a line or to the state of its first event.
    template <typename Change> void change_line(long long refusal, Change &&change);
    void park(const std::string &position);
    void note_passed(const Settlement &settlement);
    bool was_passed(const Event &event);
    std::string settled_up_to() const;

    std::map<std::string, Item> items_;
    Lines lines_;
    Ready ready_;
    std::vector<Undelivered> failures_;
    // Delivered, not acknowledged, and of a refusal that waits by now: a poll puts them there too, and they
    // come again with the rest of it; unless they were acknowledged before there was a poll. The refusal of
    // each.
    std::map<std::string, long long> passed_;
    std::string acknowledged_; // up to there
    long last_turn_ = 0;
};

} // namespace refusal::client
