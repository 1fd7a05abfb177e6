#pragma once

#include "core/explain.hpp"
#include "core/rule.hpp"
#include "core/rule_index.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace refusal::core {

// One version of a shop's rule set, compiled for look-up.
class Scenario {
public:
    Scenario(int id, int version, std::vector<Rule> rules);

    // The index keeps views of the rules' texts: they survive a move, not a copy.
    Scenario(const Scenario &) = delete;
    Scenario &operator=(const Scenario &) = delete;
    Scenario(Scenario &&) = default;
    Scenario &operator=(Scenario &&) = default;
    ~Scenario() = default;

    int id() const { return id_; }
    int version() const { return version_; }

    // In order of precedence: the lowest rank first, no rank last, then the lowest id.
    const std::vector<Rule> &rules() const { return rules_; }
    const Rule *rule(int id) const; // null: it is none of this version's
    const RuleIndex &index() const { return index_; }

    // The rule that wins; null only when nothing matches, which a catch-all excludes.
    const Rule *decide(const Facts &facts) const;

    // Every rule that matches, in order of precedence.
    std::vector<const Rule *> matching(const Facts &facts) const;

    Explanation explain(const Facts &facts) const;

private:
    int id_;
    int version_;
    std::vector<Rule> rules_;
    std::vector<std::pair<int, std::uint32_t>> by_id_; // into rules_; apart from those, which are large
    RuleIndex index_;
};

} // namespace refusal::core
