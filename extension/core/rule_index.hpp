#pragma once

#include "core/axis.hpp"
#include "core/box.hpp"
#include "core/condition_tree.hpp"
#include "core/rule.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace refusal::core {

// The rules as boxes in a space of numbers, one axis for each field, and a tree that finds the few boxes a
// refusal may lie in. A rule is named by its position in the rules given.
class RuleIndex {
public:
    explicit RuleIndex(const std::vector<Rule> &rules); // whose texts must outlive the index

    std::vector<std::uint32_t> matching(const Facts &facts) const; // ascending
    std::vector<std::uint32_t> matching(const Spot &spot) const;

    // The rules of which some refusal in the box matches each; ascending. The box is not empty.
    std::vector<std::uint32_t> overlapping(const Box &box) const;

    // core::strictly_inside of two rules, without looking at a text.
    bool strictly_inside(std::uint32_t inner, std::uint32_t outer) const {
        return boxes_[inner].strictly_inside(boxes_[outer]);
    }

    const Box &box(std::uint32_t rule) const { return boxes_[rule]; }

    // All that can occur: an axis of choices may have numbers beside them.
    Box everything() const;
    std::uint32_t place(Field field, const std::string &text) const; // of a fact, on an axis of texts
    Facts facts(const Spot &spot) const;                             // one refusal that lies there

private:
    Point locate(const Facts &facts) const;

    std::vector<Axis> axes_;
    std::vector<Box> boxes_;
    ConditionTree tree_;
};

} // namespace refusal::core
