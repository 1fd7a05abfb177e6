#include "core/rule_index.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <optional>
#include <string>

namespace refusal::core {

namespace {

constexpr std::size_t at(Field field) {
    return static_cast<std::size_t>(field);
}

constexpr std::array<Axis::Kind, field_count> kinds{
    Axis::Kind::tree,   Axis::Kind::tree,   Axis::Kind::tree,   Axis::Kind::number,
    Axis::Kind::label,  Axis::Kind::label,  Axis::Kind::number, Axis::Kind::number,
    Axis::Kind::number, Axis::Kind::number, Axis::Kind::number, Axis::Kind::label,
};

// What each axis takes from a rule. Outcome and payment are ranges one number wide.
struct Sides {
    std::array<const std::string *, field_count> text{};
    std::array<std::optional<Range>, field_count> range{};
};

const std::string *text(const std::optional<std::string> &wanted) {
    return wanted ? &*wanted : nullptr;
}

template <typename E> std::optional<Range> one(const std::optional<E> &wanted) {
    if (!wanted)
        return std::nullopt;
    return Range{static_cast<std::int64_t>(*wanted), static_cast<std::int64_t>(*wanted) + 1};
}

Sides sides_of(const Conditions &when) {
    Sides sides;
    sides.text[at(Field::reason)] = text(when.reason);
    sides.text[at(Field::category)] = text(when.category);
    sides.text[at(Field::region)] = text(when.region);
    sides.text[at(Field::supplier)] = text(when.supplier);
    sides.text[at(Field::facility)] = text(when.facility);
    sides.text[at(Field::courier)] = text(when.courier);
    sides.range[at(Field::outcome)] = one(when.outcome);
    sides.range[at(Field::payment)] = one(when.payment);
    sides.range[at(Field::value)] = normalised(when.value, smallest_value);
    sides.range[at(Field::weight)] = normalised(when.weight, smallest_weight);
    sides.range[at(Field::attempt)] = normalised(when.attempt, smallest_attempt);
    return sides;
}

std::vector<Axis> axes_of(const std::vector<Rule> &rules) {
    std::vector<Axis> axes(kinds.begin(), kinds.end());
    for (const Rule &rule : rules) {
        const Sides sides = sides_of(rule.when);
        for (std::size_t a = 0; a < field_count; ++a) {
            if (sides.text[a] != nullptr)
                axes[a].add(*sides.text[a]);
            if (sides.range[a])
                axes[a].add(*sides.range[a]);
        }
    }
    for (Axis &axis : axes)
        axis.number();
    return axes;
}

Box box_of(const Conditions &when, const std::vector<Axis> &axes) {
    Box box;
    box.weekdays = normalised(when.weekdays).value_or(every_day);
    const Sides sides = sides_of(when);
    for (std::size_t a = 0; a < field_count; ++a) {
        Interval side = axes[a].whole();
        if (sides.text[a] != nullptr)
            side = axes[a].place(*sides.text[a]);
        if (sides.range[a])
            side = axes[a].place(*sides.range[a]);
        box.lo[a] = side.lo;
        box.hi[a] = side.hi;
    }
    return box;
}

std::vector<Box> boxes_of(const std::vector<Rule> &rules, const std::vector<Axis> &axes) {
    std::vector<Box> boxes;
    boxes.reserve(rules.size());
    for (const Rule &rule : rules)
        boxes.push_back(box_of(rule.when, axes));
    return boxes;
}

Point sizes_of(const std::vector<Axis> &axes) {
    Point sizes{};
    std::transform(axes.begin(), axes.end(), sizes.begin(), [](const Axis &axis) { return axis.size(); });
    return sizes;
}

} // namespace

RuleIndex::RuleIndex(const std::vector<Rule> &rules)
    : axes_(axes_of(rules)), boxes_(boxes_of(rules, axes_)), tree_(boxes_, sizes_of(axes_)) {}

Point RuleIndex::locate(const Facts &facts) const {
    Point point{};
    const auto place = [&](Field field, const auto &fact) {
        point[at(field)] = axes_[at(field)].locate(fact);
    };
    const auto place_known = [&](Field field, const std::optional<std::string> &fact) {
        if (fact)
            place(field, *fact);
    };
    place_known(Field::reason, facts.reason);
    place_known(Field::category, facts.category);
    place_known(Field::region, facts.region);
    place_known(Field::supplier, facts.supplier);
    place_known(Field::facility, facts.facility);
    place_known(Field::courier, facts.courier);
    place(Field::outcome, static_cast<std::int64_t>(facts.outcome));
    place(Field::payment, static_cast<std::int64_t>(facts.payment));
    place(Field::value, facts.value);
    place(Field::weight, facts.weight);
    place(Field::attempt, facts.attempt);
    return point;
}

std::vector<std::uint32_t> RuleIndex::matching(const Facts &facts) const {
    return matching({locate(facts), weekday_bit(facts.weekday)});
}

std::vector<std::uint32_t> RuleIndex::matching(const Spot &spot) const {
    std::vector<std::uint32_t> rules;
    rules.reserve(32);
    tree_.candidates(spot.point, rules);
    std::erase_if(rules, [&](std::uint32_t rule) { return !boxes_[rule].holds(spot.point, spot.day); });
    std::sort(rules.begin(), rules.end());
    return rules;
}

std::vector<std::uint32_t> RuleIndex::overlapping(const Box &box) const {
    Point last = box.hi;
    for (std::uint32_t &number : last)
        --number;
    std::vector<std::uint32_t> rules;
    tree_.candidates(box.lo, last, rules);
    std::erase_if(rules, [&](std::uint32_t rule) { return !boxes_[rule].overlaps(box); });
    std::sort(rules.begin(), rules.end());
    return rules;
}

Box RuleIndex::everything() const {
    Box all;
    all.weekdays = every_day;
    for (std::size_t a = 0; a < field_count; ++a)
        all.hi[a] = axes_[a].size();
    for (const Field field : {Field::outcome, Field::payment}) {
        all.lo[at(field)] = axes_[at(field)].locate(std::int64_t{0});
        all.hi[at(field)] = axes_[at(field)].locate(std::int64_t{1}) + 1;
    }
    return all;
}

std::uint32_t RuleIndex::place(Field field, const std::string &text) const {
    return axes_[at(field)].locate(text);
}

Facts RuleIndex::facts(const Spot &spot) const {
    const auto text = [&](Field field) {
        const auto known = axes_[at(field)].text(spot.point[at(field)]);
        return known ? std::optional<std::string>(*known) : std::nullopt;
    };
    const auto number = [&](Field field, std::int64_t smallest) {
        return axes_[at(field)].number(spot.point[at(field)], smallest);
    };
    Facts facts;
    facts.reason = text(Field::reason);
    facts.category = text(Field::category);
    facts.region = text(Field::region);
    facts.supplier = text(Field::supplier);
    facts.facility = text(Field::facility);
    facts.courier = text(Field::courier);
    facts.outcome = static_cast<Outcome>(number(Field::outcome, 0));
    facts.payment = static_cast<Payment>(number(Field::payment, 0));
    facts.value = number(Field::value, smallest_value);
    facts.weight = number(Field::weight, smallest_weight);
    facts.attempt = number(Field::attempt, smallest_attempt);
    facts.weekday = std::countr_zero(spot.day) + 1;
    return facts;
}

} // namespace refusal::core
