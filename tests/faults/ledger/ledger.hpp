#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

// Books on the feed: what was promised, what was handed out, and what the journal holds in the end.
namespace refusal::faults {

struct Line {
    std::int64_t refusal = 0;
    int version = 0;
    std::string position;
    std::string request; // empty: it was nobody's request
};
using Journal = std::map<std::int64_t, Line>; // by event_id

// What the writers know. Every change has a request id of its own, so what became of it is in the journal for
// sure, also where the answer to its COMMIT was lost.
class Ledger {
public:
    // The server answered the COMMIT.
    void acknowledge(const std::string &request) {
        const std::lock_guard lock(mutex_);
        acknowledged_.insert(request);
    }
    // Its transaction, or the savepoint it was made under, was rolled back.
    void take_back(const std::string &request) {
        const std::lock_guard lock(mutex_);
        taken_back_.insert(request);
    }
    // Refusals that any writer may change, so that they compete for the row.
    void share(std::int64_t refusal) {
        const std::lock_guard lock(mutex_);
        shared_.push_back(refusal);
    }
    std::int64_t one_of_the_shared(std::size_t number) const {
        const std::lock_guard lock(mutex_);
        return shared_.empty() ? 0 : shared_[number % shared_.size()];
    }
    std::atomic<std::int64_t> commits{0};
    std::atomic<std::int64_t> lost_answers{0};

    // How much of the journal is not as it was promised; each is printed.
    std::int64_t compare(const Journal &journal) const;

private:
    mutable std::mutex mutex_;
    std::set<std::string> acknowledged_;
    std::set<std::string> taken_back_;
    std::vector<std::int64_t> shared_;
};

// What somebody was handed of the feed, held against what the feed promises.
class Account {
public:
    // `again_is_allowed`: at least once; else each event once.
    explicit Account(std::string name, bool again_is_allowed)
        : name_(std::move(name)), again_is_allowed_(again_is_allowed) {}

    // An event that was handed out. Refusals' versions are 1, 2, 3 …: what follows another number was skipped
    // or is out of order.
    void enter(std::int64_t event, Line line);
    void complain(const std::string &what);

    bool has_all(const Journal &journal) const;
    // Prints what is wrong with what was handed out; returns how much of it.
    std::int64_t compare(const Journal &journal) const;

    std::int64_t duplicates() const { return duplicates_; }
    std::int64_t out_of_order() const { return out_of_order_; }
    std::int64_t lost(const Journal &journal) const;

private:
    std::string name_;
    bool again_is_allowed_;
    mutable std::mutex mutex_;
    Journal seen_;
    std::map<std::int64_t, int> versions_; // by refusal
    std::int64_t duplicates_ = 0;
    std::int64_t out_of_order_ = 0;
    std::int64_t complaints_ = 0;
};

} // namespace refusal::faults
