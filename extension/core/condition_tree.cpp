#include "core/condition_tree.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

namespace refusal::core {

namespace {

using Rules = std::vector<std::uint32_t>;

// So few rules are tested one by one in less time than a look-up takes.
constexpr std::size_t few = 8;

// At most so many numbers for each entry of a table.
constexpr std::uint32_t close_together = 4;

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

std::uint32_t count(std::size_t size) {
    return static_cast<std::uint32_t>(size);
}

} // namespace

class ConditionTree::Builder {
public:
    Builder(ConditionTree &tree, const std::vector<Box> &boxes, const Point &sizes)
        : tree_(tree), boxes_(boxes), sizes_(sizes) {}

    // `used`: the axes, as bits, whose conditions led here.
    std::uint32_t grow(const Rules &rules, unsigned used) {
        const std::uint32_t node = count(tree_.nodes_.size());
        tree_.nodes_.emplace_back();

        std::array<Rules, field_count> below;
        const Rules here = rules.size() > few ? distribute(rules, used, below) : rules;
        tree_.nodes_[node].first_rule = count(tree_.rules_.size());
        tree_.rules_.insert(tree_.rules_.end(), here.begin(), here.end());
        tree_.nodes_[node].last_rule = count(tree_.rules_.size());

        const std::uint32_t first = count(tree_.branches_.size());
        for (std::size_t a = 0; a < field_count; ++a) {
            if (!below[a].empty())
                tree_.branches_.push_back({count(a), 0, 0, 0, 0, none});
        }
        const std::uint32_t last = count(tree_.branches_.size());
        tree_.nodes_[node].first_branch = first;
        tree_.nodes_[node].last_branch = last;
        for (std::uint32_t b = first; b < last; ++b) {
            const std::uint32_t axis = tree_.branches_[b].axis;
            branch_out(b, std::move(below[axis]), used | 1U << axis);
        }
        return node;
    }

private:
    bool has_condition(std::uint32_t rule, std::size_t axis) const {
        return boxes_[rule].side(axis) != Interval{0, sizes_[axis]};
    }

    // Gives each rule to the axis on which it meets the fewest others; returns those with no condition left.
    Rules distribute(const Rules &rules, unsigned used, std::array<Rules, field_count> &below) const {
        std::vector<std::uint32_t> fewest(rules.size(), none);
        std::vector<std::size_t> best(rules.size(), field_count);
        for (std::size_t a = 0; a < field_count; ++a) {
            if ((used >> a & 1U) != 0)
                continue;
            std::vector<std::uint32_t> begins;
            std::vector<std::uint32_t> ends;
            for (const std::uint32_t rule : rules) {
                if (has_condition(rule, a)) {
                    begins.push_back(boxes_[rule].lo[a]);
                    ends.push_back(boxes_[rule].hi[a]);
                }
            }
            std::sort(begins.begin(), begins.end());
            std::sort(ends.begin(), ends.end());
            const auto at_or_before = [](const std::vector<std::uint32_t> &edges, std::uint32_t x) {
                return count(static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), x) -
                                                      edges.begin()));
            };
            for (std::size_t i = 0; i < rules.size(); ++i) {
                if (!has_condition(rules[i], a))
                    continue;
                const std::uint32_t lo = boxes_[rules[i]].lo[a];
                const std::uint32_t met = at_or_before(begins, lo) - at_or_before(ends, lo);
                if (met < fewest[i]) {
                    fewest[i] = met;
                    best[i] = a;
                }
            }
        }
        Rules here;
        for (std::size_t i = 0; i < rules.size(); ++i)
            (best[i] == field_count ? here : below[best[i]]).push_back(rules[i]);
        return here;
    }

    void branch_out(std::uint32_t branch, Rules rules, unsigned used) {
        const std::size_t axis = tree_.branches_[branch].axis;
        const auto side = [&](std::uint32_t rule) { return boxes_[rule].side(axis); };
        std::sort(rules.begin(), rules.end(), [&](std::uint32_t a, std::uint32_t b) {
            return std::pair(side(a).lo, side(b).hi) < std::pair(side(b).lo, side(a).hi);
        });
        std::vector<Rules> groups;
        const std::uint32_t first = count(tree_.entries_.size());
        for (const std::uint32_t rule : rules) {
            if (groups.empty() || side(groups.back().front()) != side(rule)) {
                groups.emplace_back();
                add_entry(side(rule), first);
            }
            groups.back().push_back(rule);
        }
        tree_.branches_[branch].first = first;
        tree_.branches_[branch].last = count(tree_.entries_.size());
        tabulate(tree_.branches_[branch]);
        for (std::size_t g = 0; g < groups.size(); ++g) {
            const std::uint32_t node = grow(groups[g], used);
            tree_.entries_[first + g].node = node;
        }
    }

    void add_entry(const Interval &side, std::uint32_t first) {
        std::uint32_t longer =
            count(tree_.entries_.size()) == first ? none : count(tree_.entries_.size()) - 1;
        while (longer != none && tree_.entries_[longer].side.hi <= side.hi)
            longer = tree_.entries_[longer].longer;
        tree_.entries_.push_back({side, none, longer});
    }

    // Where the entries lie close together, a table of their numbers takes the place of a search.
    void tabulate(Branch &branch) {
        branch.lowest = tree_.entries_[branch.first].side.lo;
        branch.highest = tree_.entries_[branch.last - 1].side.lo;
        if (branch.highest - branch.lowest >= close_together * (branch.last - branch.first))
            return;
        branch.table = count(tree_.begun_.size());
        std::uint32_t begun = 0;
        for (std::uint32_t x = branch.lowest; x <= branch.highest; ++x) {
            while (branch.first + begun < branch.last && tree_.entries_[branch.first + begun].side.lo <= x)
                ++begun;
            tree_.begun_.push_back(begun);
        }
    }

    ConditionTree &tree_;
    const std::vector<Box> &boxes_;
    const Point &sizes_;
};

ConditionTree::ConditionTree(const std::vector<Box> &boxes, const Point &sizes) {
    Rules rules(boxes.size());
    std::iota(rules.begin(), rules.end(), 0U);
    Builder(*this, boxes, sizes).grow(rules, 0);
    nodes_.shrink_to_fit();
    branches_.shrink_to_fit();
    entries_.shrink_to_fit();
    rules_.shrink_to_fit();
    begun_.shrink_to_fit();
}

std::size_t ConditionTree::entries_begun(const Branch &branch, std::uint32_t x) const {
    if (x < branch.lowest)
        return 0;
    if (branch.table != none)
        return begun_[branch.table + std::min(x, branch.highest) - branch.lowest];
    const auto first = entries_.begin() + branch.first;
    const auto begins_after =
        std::upper_bound(first, entries_.begin() + branch.last, x,
                         [](std::uint32_t number, const Entry &entry) { return number < entry.side.lo; });
    return static_cast<std::size_t>(begins_after - first);
}

void ConditionTree::collect(std::uint32_t node, const Point &first, const Point &last,
                            std::vector<std::uint32_t> &rules) const {
    const Node &here = nodes_[node];
    rules.insert(rules.end(), rules_.begin() + here.first_rule, rules_.begin() + here.last_rule);
    for (std::uint32_t b = here.first_branch; b < here.last_branch; ++b) {
        const Branch &branch = branches_[b];
        const std::uint32_t from = first[branch.axis];
        const std::size_t begun = entries_begun(branch, last[branch.axis]);
        // An entry that has ended rules out all back to the nearest that ends later.
        std::uint32_t next = begun == 0 ? none : branch.first + count(begun) - 1;
        while (next != none) {
            const Entry &entry = entries_[next];
            if (from >= entry.side.hi) {
                next = entry.longer;
                continue;
            }
            collect(entry.node, first, last, rules);
            next = next == branch.first ? none : next - 1;
        }
    }
}

} // namespace refusal::core
