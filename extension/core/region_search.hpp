#pragma once

#include "core/interrupt.hpp"
#include "core/rule_index.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace refusal::core {

// What a refusal is looked for that leaves these rules standing: none that matches is strictly inside one of
// them, and none at an earlier position than `before` is left over. Rules are named by their position in the
// order of precedence.
struct Question {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    Box within;
    std::uint32_t first = none; // none: a refusal that no rule matches
    std::uint32_t second = none;
    std::uint32_t before = 0;
};

// Looks for such a refusal until it is found or every part of the box is ruled out. Parts are ruled out
// whole, by the rules that hold all over them; what is left is cut along the side of a rule that stands in
// the way. That is exact. It can take long only where very many rules fit together without a gap, and can be
// interrupted.
class RegionSearch {
public:
    RegionSearch(const RuleIndex &index, Interrupt interrupt) : index_(index), interrupt_(interrupt) {}

    std::optional<Spot> find(const Question &question);

    // After nothing was found: rules that leave nothing together, ascending.
    const std::vector<std::uint32_t> &in_the_way() const { return in_the_way_; }

private:
    using Rules = std::vector<std::uint32_t>;

    // A rule that may be in the way: wherever it matches (for good), or where none of those inside it does.
    struct Hindrance {
        Box box;
        std::uint32_t rule;
        bool for_good;
        bool looked_up = false;
        Rules defeated_by{};
    };
    using Hindrances = std::vector<std::uint32_t>; // by number, of the question's

    // Yet to be looked at. Its hindrances are among those.
    struct Part {
        Box cell;
        std::shared_ptr<const Hindrances> among;
    };

    bool excludes(std::uint32_t rule) const;
    bool threatens(std::uint32_t rule) const;
    bool settled_by_equal(const Rules &matching);
    bool stands(const Rules &matching) const;
    void begin(const Question &question);
    const Rules &defeated_by(Hindrance &threat);
    bool hinders(Hindrance &hindrance, const Spot &spot);
    bool hinders_all_over(Hindrance &hindrance, const Box &cell);
    bool ruled_out(const Box &cell, const Hindrances &here);
    Hindrance *worst(const Spot &spot, const Box &cell, const Hindrances &here);
    Spot emptiest(const Box &cell, Hindrances here) const;
    void divide(const Part &part, Hindrance &hindrance);
    void cut(const Part &part, const Box &box, bool inside_first, bool inside_too);

    const RuleIndex &index_;
    Interrupt interrupt_;
    Question question_;
    Rules met_; // the rules that overlap the box of the question
    std::vector<Hindrance> hindrances_;
    std::vector<Part> open_;
    Rules in_the_way_;
};

} // namespace refusal::core
