#pragma once

#include "core/box.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace refusal::core {

// Finds the rules worth testing. Each rule hangs in one place only: under the one of its conditions the
// fewest other rules could meet at once, and where many share that condition, under a second one below it. A
// refusal then follows, from each node, only the conditions it meets.
class ConditionTree {
public:
    // sizes: how many numbers each axis has; a side that spans them all is no condition. Empty boxes are left
    // out.
    ConditionTree(const std::vector<Box> &boxes, const Point &sizes);

    // Appends every rule that can match, and few others, in no order.
    void candidates(const Point &point, std::vector<std::uint32_t> &rules) const {
        collect(0, point, point, rules);
    }

    // The same for a box that is not empty, from its first point to its last: every rule that can overlap it.
    void candidates(const Point &first, const Point &last, std::vector<std::uint32_t> &rules) const {
        collect(0, first, last, rules);
    }

private:
    // The conditions on one axis that lead on from a node: entries in ascending order of lo.
    struct Branch {
        std::uint32_t axis;
        std::uint32_t first, last;
        std::uint32_t lowest, highest; // lo of the first and of the last
        std::uint32_t table;           // where its part of begun_ starts
    };
    struct Entry {
        Interval side;
        std::uint32_t node;
        std::uint32_t longer; // the nearest earlier entry that ends later
    };
    struct Node {
        std::uint32_t first_branch = 0, last_branch = 0;
        std::uint32_t first_rule = 0, last_rule = 0;
    };
    class Builder;

    std::size_t entries_begun(const Branch &branch, std::uint32_t x) const; // how many have lo <= x
    void collect(std::uint32_t node, const Point &first, const Point &last,
                 std::vector<std::uint32_t> &rules) const;

    std::vector<Node> nodes_;
    std::vector<Branch> branches_;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> rules_;
    std::vector<std::uint32_t> begun_; // of a branch's entries, for each number from lowest to highest
};

} // namespace refusal::core
