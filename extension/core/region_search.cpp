#include "core/region_search.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace refusal::core {

namespace {

constexpr std::uint32_t none = Question::none;

Weekdays first_day(Weekdays days) {
    return static_cast<Weekdays>(1U << static_cast<unsigned>(std::countr_zero(days)));
}

// On how many axes the box leaves something of the cell outside.
int sides_cut(const Box &box, const Box &cell) {
    int cut = (cell.weekdays & ~box.weekdays) != 0 ? 1 : 0;
    for (std::size_t a = 0; a < field_count; ++a)
        cut += cell.lo[a] < box.lo[a] || box.hi[a] < cell.hi[a] ? 1 : 0;
    return cut;
}

// The number of the cell's side that the fewest boxes hold; of several such runs of numbers the middle one, so that
// a long row of boxes is halved rather than peeled.
std::uint32_t least_held(const Interval &side, const std::vector<Interval> &held) {
    std::vector<std::pair<std::uint32_t, int>> edges{{side.lo, 0}};
    for (const Interval &each : held) {
        edges.emplace_back(std::max(each.lo, side.lo), 1);
        if (each.hi < side.hi)
            edges.emplace_back(each.hi, -1);
    }
    std::sort(edges.begin(), edges.end());
    std::vector<std::uint32_t> best;
    int holding = 0;
    int fewest = static_cast<int>(held.size()) + 1;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        holding += edges[i].second;
        if (i + 1 < edges.size() && edges[i + 1].first == edges[i].first)
            continue;
        if (holding < fewest)
            best.clear();
        fewest = std::min(fewest, holding);
        if (holding == fewest)
            best.push_back(edges[i].first);
    }
    return best[best.size() / 2];
}

} // namespace

bool RegionSearch::excludes(std::uint32_t rule) const {
    return question_.first == none || index_.strictly_inside(rule, question_.first) ||
           (question_.second != none && index_.strictly_inside(rule, question_.second));
}

bool RegionSearch::threatens(std::uint32_t rule) const {
    return rule < question_.before && !index_.strictly_inside(question_.first, rule) &&
           (question_.second == none || !index_.strictly_inside(question_.second, rule));
}

bool RegionSearch::defeats(std::uint32_t inner, std::uint32_t threat) const {
    return index_.strictly_inside(inner, threat) && !excludes(inner);
}

bool RegionSearch::defeated(std::uint32_t threat, const Rules &matching) const {
    return std::any_of(matching.begin(), matching.end(),
                       [&](std::uint32_t rule) { return defeats(rule, threat); });
}

// Of several rules the one that leaves least of the cell outside: then there is least to look at besides.
std::uint32_t RegionSearch::hindrance(const Rules &matching, const Box &cell) const {
    std::uint32_t worst = none;
    int fewest = 0;
    for (const std::uint32_t rule : matching) {
        if (!excludes(rule) && (!threatens(rule) || defeated(rule, matching)))
            continue;
        const int cut = sides_cut(index_.box(rule), cell);
        if (worst == none || cut < fewest) {
            worst = rule;
            fewest = cut;
        }
    }
    return worst;
}

bool RegionSearch::ruled_out(const Box &cell, const Rules &rules) {
    // One that was in the way elsewhere is as good a reason as another, and the list stays short.
    const auto known = [&](std::uint32_t rule) {
        return std::find(in_the_way_.begin(), in_the_way_.end(), rule) != in_the_way_.end();
    };
    std::uint32_t found = none;
    for (const std::uint32_t rule : rules) {
        if (index_.box(rule).covers(cell) && (excludes(rule) || (threatens(rule) && !defeated(rule, rules))) &&
            (found == none || known(rule)))
            found = rule;
    }
    if (found == none)
        return false;
    in_the_way_.push_back(found);
    // What defeats a threat at some place is in the way itself there.
    if (!excludes(found))
        std::copy_if(rules.begin(), rules.end(), std::back_inserter(in_the_way_), [&](std::uint32_t inner) {
            return excludes(inner) && index_.strictly_inside(inner, found);
        });
    return true;
}

Spot RegionSearch::emptiest(const Box &cell, const Rules &rules) const {
    Rules held;
    std::copy_if(rules.begin(), rules.end(), std::back_inserter(held),
                 [&](std::uint32_t rule) { return excludes(rule) || threatens(rule); });
    Spot spot{cell.lo, first_day(cell.weekdays)};
    std::vector<Interval> sides;
    for (std::size_t a = 0; a < field_count && !held.empty(); ++a) {
        sides.clear();
        for (const std::uint32_t rule : held)
            sides.push_back(index_.box(rule).side(a));
        const std::uint32_t x = least_held(cell.side(a), sides);
        spot.point[a] = x;
        std::erase_if(held, [&](std::uint32_t rule) {
            return x < index_.box(rule).lo[a] || index_.box(rule).hi[a] <= x;
        });
    }
    std::ptrdiff_t fewest = static_cast<std::ptrdiff_t>(held.size()) + 1;
    for (int day = 1; day <= 7; ++day) {
        const Weekdays bit = weekday_bit(day);
        const auto holding = std::count_if(held.begin(), held.end(), [&](std::uint32_t rule) {
            return (index_.box(rule).weekdays & bit) != 0;
        });
        if ((cell.weekdays & bit) != 0 && holding < fewest) {
            fewest = holding;
            spot.day = bit;
        }
    }
    return spot;
}

// Leaves the parts of the cell to look at: outside the box, and what of it is inside.
void RegionSearch::cut(const Box &cell, const Box &box, bool inside_first, bool inside_too) {
    const std::size_t begin = open_.size();
    Box rest = cell;
    for (std::size_t a = 0; a < field_count; ++a) {
        if (rest.lo[a] < box.lo[a]) {
            open_.push_back(rest);
            open_.back().hi[a] = rest.lo[a] = box.lo[a];
        }
        if (box.hi[a] < rest.hi[a]) {
            open_.push_back(rest);
            open_.back().lo[a] = rest.hi[a] = box.hi[a];
        }
    }
    if ((rest.weekdays & ~box.weekdays) != 0) {
        open_.push_back(rest);
        open_.back().weekdays = static_cast<Weekdays>(rest.weekdays & ~box.weekdays);
        rest.weekdays = static_cast<Weekdays>(rest.weekdays & box.weekdays);
    }
    if (!inside_too)
        return;
    open_.push_back(rest);
    if (!inside_first)
        std::swap(open_[begin], open_.back());
}

void RegionSearch::divide(const Box &cell, const Rules &rules, std::uint32_t hindrance) {
    const Box &box = index_.box(hindrance);
    if (!box.covers(cell)) {
        const bool for_good = excludes(hindrance);
        if (for_good)
            in_the_way_.push_back(hindrance);
        cut(cell, box, false, !for_good);
        return;
    }
    // It threatens the whole cell: there is a way only where something inside it matches too.
    std::uint32_t widest = none;
    for (const std::uint32_t rule : rules) {
        if (defeats(rule, hindrance) &&
            (widest == none || sides_cut(index_.box(rule), cell) < sides_cut(index_.box(widest), cell)))
            widest = rule;
    }
    cut(cell, index_.box(widest), true, true);
}

std::optional<Spot> RegionSearch::find(const Question &question) {
    question_ = question;
    in_the_way_.clear();
    open_.clear();
    if (question.within.empty())
        return std::nullopt;
    // The corner is on every axis of texts what the fewest rules name: mostly it will do.
    const Spot corner{question.within.lo, first_day(question.within.weekdays)};
    if (hindrance(index_.matching(corner), question.within) == none)
        return corner;
    open_.push_back(question.within);
    while (!open_.empty()) {
        poll(interrupt_);
        const Box cell = open_.back();
        open_.pop_back();
        const Rules rules = index_.overlapping(cell);
        if (ruled_out(cell, rules))
            continue;
        const Spot spot = emptiest(cell, rules);
        Rules matching;
        std::copy_if(rules.begin(), rules.end(), std::back_inserter(matching), [&](std::uint32_t rule) {
            return index_.box(rule).holds(spot.point, spot.day);
        });
        const std::uint32_t found = hindrance(matching, cell);
        if (found == none)
            return spot;
        divide(cell, rules, found);
    }
    std::sort(in_the_way_.begin(), in_the_way_.end());
    in_the_way_.erase(std::unique(in_the_way_.begin(), in_the_way_.end()), in_the_way_.end());
    return std::nullopt;
}

} // namespace refusal::core
