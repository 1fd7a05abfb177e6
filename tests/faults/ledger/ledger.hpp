#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

// What was promised: how far each refusal's history is known to have been committed.
namespace refusal::faults {

using Versions = std::map<std::int64_t, int>; // by refusal

class Ledger {
public:
    // The server answered a COMMIT with a row at this version: versions 1 to there exist from now on.
    void acknowledge(std::int64_t refusal, int version) {
        const std::lock_guard lock(mutex_);
        auto &known = versions_[refusal];
        known = known < version ? version : known;
    }
    Versions versions() const {
        const std::lock_guard lock(mutex_);
        return versions_;
    }
    std::atomic<std::int64_t> commits{0};
    std::atomic<std::int64_t> lost_answers{0};

private:
    mutable std::mutex mutex_;
    Versions versions_;
};

// What somebody was handed of the feed, held against what the feed promises.
class Account {
public:
    explicit Account(std::string name, bool again_is_allowed) : name_(std::move(name)), again_is_allowed_(again_is_allowed) {}

    // An event that was handed out. Refusals' versions are 1, 2, 3 …: what follows another number was skipped or is
    // out of order.
    void enter(std::int64_t refusal, int version);
    void complain(const std::string &what);

    bool has_all(const Versions &expected) const;
    // Prints what is wrong; false: something is.
    bool report(const Versions &expected) const;

    std::int64_t events() const { return events_; }
    std::int64_t duplicates() const { return duplicates_; }
    std::int64_t out_of_order() const { return out_of_order_; }
    std::int64_t lost(const Versions &expected) const;

private:
    std::string name_;
    bool again_is_allowed_;
    mutable std::mutex mutex_;
    Versions seen_;
    std::int64_t events_ = 0;
    std::int64_t duplicates_ = 0;
    std::int64_t out_of_order_ = 0;
    std::int64_t complaints_ = 0;
};

} // namespace refusal::faults
