#pragma once

#include "core/interrupt.hpp"
#include "core/rule_index.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace refusal::core {

// What a refusal is looked for that leaves these rules standing: none that matches is strictly inside one of them,
// and none at an earlier position than `before` is left over. Rules are named by their position in the order of
// precedence.
struct Question {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    Box within;
    std::uint32_t first = none; // none: a refusal that no rule matches
    std::uint32_t second = none;
    std::uint32_t before = 0;
};

// Looks for such a refusal until it is found or every part of the box is ruled out. Parts are ruled out whole, by
// the rules that hold all over them; what is left is cut along the side of a rule that stands in the way. That is
// exact. It can take long only where very many rules fit together without a gap, and can be interrupted.
class RegionSearch {
public:
    RegionSearch(const RuleIndex &index, Interrupt interrupt) : index_(index), interrupt_(interrupt) {}

    std::optional<Spot> find(const Question &question);

    // After nothing was found: rules that leave nothing together, ascending.
    const std::vector<std::uint32_t> &in_the_way() const { return in_the_way_; }

private:
    using Rules = std::vector<std::uint32_t>;

    bool excludes(std::uint32_t rule) const; // wherever it matches
    bool threatens(std::uint32_t rule) const; // wherever nothing is inside it
    bool defeats(std::uint32_t inner, std::uint32_t threat) const;
    bool defeated(std::uint32_t threat, const Rules &matching) const;
    std::uint32_t hindrance(const Rules &matching, const Box &cell) const; // none: it is what was looked for
    bool ruled_out(const Box &cell, const Rules &rules);
    Spot emptiest(const Box &cell, const Rules &rules) const;
    void divide(const Box &cell, const Rules &rules, std::uint32_t hindrance);
    void cut(const Box &cell, const Box &box, bool inside_first, bool inside_too);

    const RuleIndex &index_;
    Interrupt interrupt_;
    Question question_;
    std::vector<Box> open_;
    Rules in_the_way_;
};

} // namespace refusal::core
