#include "core/scenario.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace refusal::core {

namespace {

bool precedes(const Rule &a, const Rule &b) {
    if (a.rank != b.rank)
        return a.rank && (!b.rank || *a.rank < *b.rank);
    return a.id < b.id;
}

std::vector<Rule> in_order_of_precedence(std::vector<Rule> rules) {
    std::sort(rules.begin(), rules.end(), precedes);
    return rules;
}

} // namespace

Scenario::Scenario(int id, int version, std::vector<Rule> rules)
    : id_(id), version_(version), rules_(in_order_of_precedence(std::move(rules))), index_(rules_) {
    for (const Rule &rule : rules_)
        by_id_.emplace_back(rule.id, static_cast<std::uint32_t>(by_id_.size()));
    std::ranges::sort(by_id_);
}

const Rule *Scenario::rule(int id) const {
    const auto found = std::ranges::lower_bound(by_id_, id, {}, &std::pair<int, std::uint32_t>::first);
    return found != by_id_.end() && found->first == id ? &rules_[found->second] : nullptr;
}

const Rule *Scenario::decide(const Facts &facts) const {
    const std::vector<std::uint32_t> found = index_.matching(facts);
    // The rules come in order of precedence, so the first that holds no other wins. What lay inside one rule
    // is likely to lie inside the next: it is tried first, which keeps a chain of regions from costing its
    // square.
    std::size_t last_inside = 0;
    for (const std::uint32_t rule : found) {
        const auto within = [&](std::size_t i) { return index_.strictly_inside(found[i], rule); };
        if (within(last_inside))
            continue;
        std::size_t i = 0;
        while (i < found.size() && !within(i))
            ++i;
        if (i == found.size())
            return &rules_[rule];
        last_inside = i;
    }
    return nullptr;
}

std::vector<const Rule *> Scenario::matching(const Facts &facts) const {
    std::vector<const Rule *> matching;
    for (const std::uint32_t rule : index_.matching(facts))
        matching.push_back(&rules_[rule]);
    return matching;
}

} // namespace refusal::core
