#include "ledger.hpp"

#include <iostream>

namespace refusal::faults {

namespace {

constexpr std::int64_t most_printed = 20;

// Counts what is wrong, and prints the first of it.
class Findings {
public:
    explicit Findings(const std::string &who) : who_(who) {}
    void add(const std::string &what) {
        if (++count_ <= most_printed)
            std::cerr << who_ << ": " << what << '\n';
    }
    std::int64_t count() const { return count_; }

private:
    std::string who_;
    std::int64_t count_ = 0;
};

} // namespace

std::int64_t Ledger::compare(const Journal &journal) const {
    const std::lock_guard lock(mutex_);
    Findings findings("ledger");
    std::map<std::string, std::set<std::int64_t>> refusals; // by request
    std::map<std::int64_t, int> versions;
    std::map<std::pair<std::int64_t, int>, std::int64_t> seen;
    for (const auto &[event, line] : journal) {
        if (!line.request.empty())
            refusals[line.request].insert(line.refusal);
        if (taken_back_.count(line.request) != 0)
            findings.add("event " + std::to_string(event) + " was rolled back, and is in the journal");
        auto &last = versions[line.refusal];
        last = last < line.version ? line.version : last;
        if (!seen.emplace(std::pair(line.refusal, line.version), event).second)
            findings.add("refusal " + std::to_string(line.refusal) + " has version " +
                         std::to_string(line.version) + " twice");
    }
    std::int64_t lines = 0;
    for (const auto &[refusal, last] : versions)
        lines += last;
    if (lines != static_cast<std::int64_t>(seen.size()))
        findings.add("versions of a refusal are missing");
    for (const auto &request : acknowledged_)
        if (refusals.count(request) == 0)
            findings.add("request " + request + " was acknowledged, and is not in the journal");
    return findings.count();
}

void Account::enter(std::int64_t event, Line line) {
    const std::lock_guard lock(mutex_);
    const std::string what = "event " + std::to_string(event);
    const auto [known, is_new] = seen_.emplace(event, line);
    if (!is_new) {
        ++duplicates_;
        if (known->second.position != line.position) {
            ++complaints_;
            std::cerr << name_ << ": " << what << " moved from " << known->second.position << " to "
                      << line.position << '\n';
        }
        return;
    }
    auto &last = versions_[line.refusal];
    if (line.version != last + 1) {
        ++out_of_order_;
        std::cerr << name_ << ": " << what << ": refusal " << line.refusal << " went from version " << last
                  << " to " << line.version << '\n';
    }
    last = line.version;
}

void Account::complain(const std::string &what) {
    const std::lock_guard lock(mutex_);
    ++complaints_;
    std::cerr << name_ << ": " << what << '\n';
}

bool Account::has_all(const Journal &journal) const {
    const std::lock_guard lock(mutex_);
    return seen_.size() >= journal.size();
}

std::int64_t Account::lost(const Journal &journal) const {
    const std::lock_guard lock(mutex_);
    std::int64_t lost = 0;
    for (const auto &[event, line] : journal)
        lost += seen_.count(event) == 0 ? 1 : 0;
    return lost;
}

std::int64_t Account::compare(const Journal &journal) const {
    const std::lock_guard lock(mutex_);
    Findings findings(name_);
    for (const auto &[event, line] : journal) {
        const auto found = seen_.find(event);
        if (found == seen_.end())
            findings.add("event " + std::to_string(event) + " at " + line.position + " was never handed out");
        else if (found->second.position != line.position)
            findings.add("event " + std::to_string(event) + " was at " + found->second.position +
                         ", and is now at " + line.position);
    }
    for (const auto &[event, line] : seen_)
        if (journal.count(event) == 0)
            findings.add("event " + std::to_string(event) + " was handed out, and is not in the journal");
    if (!again_is_allowed_ && duplicates_ != 0)
        findings.add(std::to_string(duplicates_) + " events were handed out twice");
    return findings.count() + complaints_ + out_of_order_;
}

} // namespace refusal::faults
