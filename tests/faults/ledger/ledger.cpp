#include "ledger.hpp"

#include <iostream>

namespace refusal::faults {

void Account::enter(std::int64_t refusal, int version) {
    const std::lock_guard lock(mutex_);
    auto &last = seen_[refusal];
    ++events_;
    if (version == last + 1) {
        last = version;
    } else if (version <= last) {
        ++duplicates_;
    } else {
        ++out_of_order_;
        std::cerr << name_ << ": refusal " << refusal << " went from version " << last << " to " << version << '\n';
        last = version;
    }
}

void Account::complain(const std::string &what) {
    const std::lock_guard lock(mutex_);
    ++complaints_;
    std::cerr << name_ << ": " << what << '\n';
}

bool Account::has_all(const Versions &expected) const {
    const std::lock_guard lock(mutex_);
    return seen_ == expected;
}

std::int64_t Account::lost(const Versions &expected) const {
    const std::lock_guard lock(mutex_);
    std::int64_t lost = 0;
    for (const auto &[refusal, version] : expected) {
        const auto found = seen_.find(refusal);
        lost += version - (found == seen_.end() ? 0 : found->second);
    }
    return lost;
}

bool Account::report(const Versions &expected) const {
    const std::int64_t missing = lost(expected);
    const bool same = has_all(expected);
    if (!same)
        std::cerr << name_ << ": what it was handed is not what the journal holds\n";
    if (!again_is_allowed_ && duplicates_ != 0)
        std::cerr << name_ << ": was handed " << duplicates_ << " events twice\n";
    return same && missing == 0 && out_of_order_ == 0 && complaints_ == 0 && (again_is_allowed_ || duplicates_ == 0);
}

} // namespace refusal::faults
