#include "core/region_search.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <numeric>
#include <utility>

namespace refusal::core {

namespace {

constexpr std::uint32_t none = Question::none;

Weekdays first_day(Weekdays days) {
    return static_cast<Weekdays>(1U << static_cast<unsigned>(std::countr_zero(days)));
}

// How much of the cell the box holds.
double share(const Box &box, const Box &cell) {
    double held = static_cast<double>(std::popcount(static_cast<unsigned>(box.weekdays & cell.weekdays))) /
                  std::popcount(static_cast<unsigned>(cell.weekdays));
    for (std::size_t a = 0; a < field_count; ++a)
        held *= static_cast<double>(std::min(box.hi[a], cell.hi[a]) - std::max(box.lo[a], cell.lo[a])) /
                (cell.hi[a] - cell.lo[a]);
    return held;
}

// The number of the cell's side that the fewest boxes hold; of several such runs of numbers the middle one,
// so that a long row of boxes is halved rather than peeled.
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

// A rule of just this region that comes first: whatever is inside the one is inside the other.
bool RegionSearch::settled_by_equal(const Rules &matching) {
    if (question_.first == none)
        return false;
    const Box &mine = index_.box(question_.first);
    const auto equal = std::find_if(matching.begin(), matching.end(), [&](std::uint32_t rule) {
        return rule < question_.before && index_.box(rule).covers(mine) && mine.covers(index_.box(rule));
    });
    if (equal == matching.end())
        return false;
    in_the_way_.push_back(*equal);
    return true;
}

// Is a refusal that matches just these rules what is looked for?
bool RegionSearch::stands(const Rules &matching) const {
    return std::none_of(matching.begin(), matching.end(), [&](std::uint32_t rule) {
        return excludes(rule) ||
               (threatens(rule) && std::none_of(matching.begin(), matching.end(), [&](std::uint32_t inner) {
                    return index_.strictly_inside(inner, rule);
                }));
    });
}

void RegionSearch::begin(const Question &question) {
    met_ = index_.overlapping(question.within);
    hindrances_.clear();
    for (const std::uint32_t rule : met_) {
        const bool for_good = excludes(rule);
        if (for_good || threatens(rule))
            hindrances_.push_back({index_.box(rule), rule, for_good});
    }
    auto all = std::make_shared<Hindrances>(hindrances_.size());
    std::iota(all->begin(), all->end(), 0U);
    open_.assign(1, {question.within, std::move(all)});
}

const RegionSearch::Rules &RegionSearch::defeated_by(Hindrance &threat) {
    if (!threat.looked_up) {
        threat.looked_up = true;
        std::copy_if(met_.begin(), met_.end(), std::back_inserter(threat.defeated_by),
                     [&](std::uint32_t inner) {
                         return index_.strictly_inside(inner, threat.rule) && !excludes(inner);
                     });
    }
    return threat.defeated_by;
}

bool RegionSearch::hinders(Hindrance &hindrance, const Spot &spot) {
    if (!hindrance.box.holds(spot.point, spot.day))
        return false;
    if (hindrance.for_good)
        return true;
    const Rules &inside = defeated_by(hindrance);
    return std::none_of(inside.begin(), inside.end(),
                        [&](std::uint32_t rule) { return index_.box(rule).holds(spot.point, spot.day); });
}

bool RegionSearch::hinders_all_over(Hindrance &hindrance, const Box &cell) {
    if (!hindrance.box.covers(cell))
        return false;
    if (hindrance.for_good)
        return true;
    const Rules &inside = defeated_by(hindrance);
    return std::none_of(inside.begin(), inside.end(),
                        [&](std::uint32_t rule) { return index_.box(rule).overlaps(cell); });
}

bool RegionSearch::ruled_out(const Box &cell, const Hindrances &here) {
    // One that was in the way elsewhere is as good a reason as another, and the list stays short.
    const auto known = [&](std::uint32_t rule) {
        return std::find(in_the_way_.begin(), in_the_way_.end(), rule) != in_the_way_.end();
    };
    const Hindrance *found = nullptr;
    for (const std::uint32_t number : here) {
        Hindrance &hindrance = hindrances_[number];
        if (!hinders_all_over(hindrance, cell))
            continue;
        const bool is_known = known(hindrance.rule);
        if (found == nullptr || is_known)
            found = &hindrance;
        if (is_known)
            break;
    }
    if (found == nullptr)
        return false;
    in_the_way_.push_back(found->rule);
    // What defeats a threat at some place is in the way itself there.
    if (!found->for_good) {
        for (const std::uint32_t number : here) {
            const Hindrance &inner = hindrances_[number];
            if (inner.for_good && inner.box.strictly_inside(found->box))
                in_the_way_.push_back(inner.rule);
        }
    }
    return true;
}

// Of what is in the way there, what holds most of the cell: then there is least to look at besides.
RegionSearch::Hindrance *RegionSearch::worst(const Spot &spot, const Box &cell, const Hindrances &here) {
    Hindrance *worst = nullptr;
    double most = 0;
    for (const std::uint32_t number : here) {
        Hindrance &hindrance = hindrances_[number];
        if (!hinders(hindrance, spot))
            continue;
        const double held = share(hindrance.box, cell);
        if (worst == nullptr || held > most) {
            worst = &hindrance;
            most = held;
        }
    }
    return worst;
}

Spot RegionSearch::emptiest(const Box &cell, Hindrances here) const {
    Spot spot{cell.lo, first_day(cell.weekdays)};
    std::vector<Interval> sides;
    for (std::size_t a = 0; a < field_count && !here.empty(); ++a) {
        if (cell.hi[a] - cell.lo[a] == 1)
            continue;
        sides.clear();
        for (const std::uint32_t number : here)
            sides.push_back(hindrances_[number].box.side(a));
        const std::uint32_t x = least_held(cell.side(a), sides);
        spot.point[a] = x;
        std::erase_if(here, [&](std::uint32_t number) {
            const Interval side = hindrances_[number].box.side(a);
            return x < side.lo || side.hi <= x;
        });
    }
    auto fewest = static_cast<std::ptrdiff_t>(here.size()) + 1;
    for (int day = 1; day <= 7; ++day) {
        const Weekdays bit = weekday_bit(day);
        const auto holding = std::count_if(here.begin(), here.end(), [&](std::uint32_t number) {
            return (hindrances_[number].box.weekdays & bit) != 0;
        });
        if ((cell.weekdays & bit) != 0 && holding < fewest) {
            fewest = holding;
            spot.day = bit;
        }
    }
    return spot;
}

// Leaves the parts of the cell to look at: outside the box, and what of it is inside.
void RegionSearch::cut(const Part &part, const Box &box, bool inside_first, bool inside_too) {
    const std::size_t begin = open_.size();
    Part rest = part;
    Box &cell = rest.cell;
    for (std::size_t a = 0; a < field_count; ++a) {
        if (cell.lo[a] < box.lo[a]) {
            open_.push_back(rest);
            open_.back().cell.hi[a] = cell.lo[a] = box.lo[a];
        }
        if (box.hi[a] < cell.hi[a]) {
            open_.push_back(rest);
            open_.back().cell.lo[a] = cell.hi[a] = box.hi[a];
        }
    }
    if ((cell.weekdays & ~box.weekdays) != 0) {
        open_.push_back(rest);
        open_.back().cell.weekdays = static_cast<Weekdays>(cell.weekdays & ~box.weekdays);
        cell.weekdays = static_cast<Weekdays>(cell.weekdays & box.weekdays);
    }
    if (!inside_too)
        return;
    open_.push_back(rest);
    if (!inside_first)
        std::swap(open_[begin], open_.back());
}

void RegionSearch::divide(const Part &part, Hindrance &hindrance) {
    if (!hindrance.box.covers(part.cell)) {
        if (hindrance.for_good)
            in_the_way_.push_back(hindrance.rule);
        cut(part, hindrance.box, false, !hindrance.for_good);
        return;
    }
    // It threatens the whole cell: there is a way only where something inside it matches too.
    const Box *widest = nullptr;
    for (const std::uint32_t rule : defeated_by(hindrance)) {
        const Box &box = index_.box(rule);
        if (box.overlaps(part.cell) &&
            (widest == nullptr || share(box, part.cell) > share(*widest, part.cell)))
            widest = &box;
    }
    if (widest != nullptr)
        cut(part, *widest, true, true);
}

std::optional<Spot> RegionSearch::find(const Question &question) {
    question_ = question;
    in_the_way_.clear();
    if (question.within.empty())
        return std::nullopt;
    // The corner is on every axis of texts what the fewest rules name: mostly it will do.
    const Spot corner{question.within.lo, first_day(question.within.weekdays)};
    const Rules matching = index_.matching(corner);
    if (settled_by_equal(matching))
        return std::nullopt;
    if (stands(matching))
        return corner;
    for (begin(question); !open_.empty();) {
        poll(interrupt_);
        const Part part = std::move(open_.back());
        open_.pop_back();
        auto here = std::make_shared<Hindrances>();
        std::copy_if(part.among->begin(), part.among->end(), std::back_inserter(*here),
                     [&](std::uint32_t number) { return hindrances_[number].box.overlaps(part.cell); });
        if (ruled_out(part.cell, *here))
            continue;
        const Spot spot = emptiest(part.cell, *here);
        Hindrance *found = worst(spot, part.cell, *here);
        if (found == nullptr)
            return spot;
        // A list of its own only where it is much shorter: those of all open parts together stay small.
        const bool shorter = here->size() * 2 < part.among->size();
        divide({part.cell, shorter ? std::move(here) : part.among}, *found);
    }
    std::sort(in_the_way_.begin(), in_the_way_.end());
    in_the_way_.erase(std::unique(in_the_way_.begin(), in_the_way_.end()), in_the_way_.end());
    return std::nullopt;
}

} // namespace refusal::core
