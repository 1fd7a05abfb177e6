#pragma once

#include "deliver/window.hpp"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

// What the database does with one slot of a consumer, for as long as one session has its lease: poll, ack,
// nack. It complains when an event is settled that was not delivered.
class SlotModel {
public:
    // One more event of this refusal at the end of the feed.
    void write(long long refusal);
    std::vector<refusal::client::Event> poll(std::size_t most);
    void take(const refusal::client::Settlement &settlement);
    // Every retry is due.
    void make_all_due();
    void note_delivered(const std::string &position);
    bool all_settled() const { return cursor_ == feed_.size() && parked_.empty(); }
    const std::vector<std::string> &complaints() const { return complaints_; }

private:
    struct Parked {
        bool handed = false;
        bool waits = false; // its retry is not due
    };
    void nack(const std::string &position);
    void ack(const std::string &upto);

    std::map<std::string, long long> refusal_of_;
    std::vector<std::string> feed_; // positions
    std::size_t cursor_ = 0;
    std::size_t handed_ = 0; // of the feed
    std::map<long long, std::map<std::string, Parked>> parked_;
    std::set<std::string> delivered_;
    std::vector<std::string> complaints_;
};
