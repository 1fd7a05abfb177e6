#pragma once

// A small world in which every value of every field can be listed, so that a test may decide what a rule
// matches and which region holds which by looking at all of them. Each field's values are numbered; a
// condition is the set of numbers it holds for, worked out here without the code under test.

#include "core/scenario.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace refusal::test {

using core::Conditions;
using core::Facts;
using core::Field;
using core::Range;
using core::Rule;

using Text = std::optional<std::string>;
using Values = std::uint32_t; // a set of value numbers

constexpr std::size_t at(Field field) {
    return static_cast<std::size_t>(field);
}

// The last of each are never named by a condition.
inline const std::vector<Text> paths{"a",   "a.b",   "a.b.c", "ab",    "a-b", "b",
                                     "b.a", "b.a.a", {},      "a.b.x", "a.x", "z"};
inline const std::vector<Text> labels{"s1", "s1.x", "s2", "s3", {}, "s1.x.y", "s"};
inline constexpr std::size_t named_paths = 8;
inline constexpr std::size_t named_labels = 4;
// Ranges are drawn with bounds within these numbers; the large one stands for everything above.
inline const std::vector<std::int64_t> numbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1'000'000};
inline constexpr int largest_bound = 10;

inline std::size_t value_count(Field field) {
    switch (field) {
    case Field::reason:
    case Field::category:
    case Field::region:
        return paths.size();
    case Field::supplier:
    case Field::facility:
    case Field::courier:
        return labels.size();
    case Field::outcome:
    case Field::payment:
        return 2;
    case Field::weekdays:
        return 7;
    default:
        return numbers.size();
    }
}

// An attempt is at least 1: its numbers start there.
inline std::int64_t number_of(Field field, std::size_t value) {
    return numbers[value] + (field == Field::attempt ? 1 : 0);
}

using Place = std::array<std::size_t, core::field_count>;

inline Facts facts_at(const Place &place) {
    Facts facts;
    facts.reason = paths[place[at(Field::reason)]];
    facts.category = paths[place[at(Field::category)]];
    facts.region = paths[place[at(Field::region)]];
    facts.supplier = labels[place[at(Field::supplier)]];
    facts.facility = labels[place[at(Field::facility)]];
    facts.courier = labels[place[at(Field::courier)]];
    facts.outcome = place[at(Field::outcome)] == 0 ? core::Outcome::full : core::Outcome::partial;
    facts.payment = place[at(Field::payment)] == 0 ? core::Payment::prepaid : core::Payment::cod;
    facts.value = number_of(Field::value, place[at(Field::value)]);
    facts.weight = number_of(Field::weight, place[at(Field::weight)]);
    facts.attempt = number_of(Field::attempt, place[at(Field::attempt)]);
    facts.weekday = static_cast<int>(place[at(Field::weekdays)]) + 1;
    return facts;
}

// --- what a condition holds for, by definition

template <typename F> Values values_where(Field field, F holds) {
    Values values = 0;
    for (std::size_t v = 0; v < value_count(field); ++v)
        values |= holds(v) ? Values{1} << v : 0U;
    return values;
}

inline Values path_values(Field field, const Text &node) {
    return values_where(field, [&](std::size_t v) {
        return !node || (paths[v] && (*paths[v] + ".").substr(0, node->size() + 1) == *node + ".");
    });
}

inline Values label_values(Field field, const Text &label) {
    return values_where(field, [&](std::size_t v) { return !label || labels[v] == label; });
}

template <typename E> Values choice_values(Field field, const std::optional<E> &choice) {
    return values_where(field,
                        [&](std::size_t v) { return !choice || static_cast<std::size_t>(*choice) == v; });
}

inline Values number_values(Field field, const std::optional<Range> &range) {
    return values_where(field, [&](std::size_t v) {
        const std::int64_t number = number_of(field, v);
        return !range || (number >= range->lo && number < range->hi);
    });
}

using Region = std::array<Values, core::field_count>;

inline Region region_of(const Conditions &when) {
    Region region{};
    region[at(Field::reason)] = path_values(Field::reason, when.reason);
    region[at(Field::category)] = path_values(Field::category, when.category);
    region[at(Field::region)] = path_values(Field::region, when.region);
    region[at(Field::supplier)] = label_values(Field::supplier, when.supplier);
    region[at(Field::facility)] = label_values(Field::facility, when.facility);
    region[at(Field::courier)] = label_values(Field::courier, when.courier);
    region[at(Field::outcome)] = choice_values(Field::outcome, when.outcome);
    region[at(Field::payment)] = choice_values(Field::payment, when.payment);
    region[at(Field::value)] = number_values(Field::value, when.value);
    region[at(Field::weight)] = number_values(Field::weight, when.weight);
    region[at(Field::attempt)] = number_values(Field::attempt, when.attempt);
    region[at(Field::weekdays)] = when.weekdays ? *when.weekdays & 127U : 127U;
    return region;
}

inline bool is_empty(const Region &region) {
    for (const Values values : region) {
        if (values == 0)
            return true;
    }
    return false;
}

inline bool is_subset(const Region &inner, const Region &outer) {
    if (is_empty(inner))
        return true;
    for (std::size_t f = 0; f < region_of({}).size(); ++f) {
        if ((inner[f] & outer[f]) != inner[f])
            return false;
    }
    return true;
}

inline int failing_fields(const Region &region, const Place &place) {
    int failing = 0;
    for (std::size_t f = 0; f < region.size(); ++f)
        failing += ((region[f] >> place[f]) & 1U) == 0 ? 1 : 0;
    return failing;
}

inline bool holds_place(const Region &region, const Place &place) {
    return failing_fields(region, place) == 0;
}

// Which rule wins, word for word: drop each rule with a matching one strictly inside, then rank, then id.
inline const Rule *winner_by_definition(const std::vector<Rule> &rules, const Place &place) {
    const Rule *best = nullptr;
    std::vector<Region> regions;
    regions.reserve(rules.size());
    for (const Rule &rule : rules)
        regions.push_back(region_of(rule.when));
    for (std::size_t i = 0; i < rules.size(); ++i) {
        bool stands = holds_place(regions[i], place);
        for (std::size_t j = 0; j < rules.size() && stands; ++j)
            stands = !(holds_place(regions[j], place) && is_subset(regions[j], regions[i]) &&
                       !is_subset(regions[i], regions[j]));
        if (!stands)
            continue;
        const auto key = [](const Rule &rule) {
            return std::tuple(!rule.rank.has_value(), rule.rank.value_or(0), rule.id);
        };
        if (best == nullptr || key(rules[i]) < key(*best))
            best = &rules[i];
    }
    return best;
}

// --- random rules and refusals of this world

class Dice {
public:
    explicit Dice(unsigned seed) : engine_(seed) {}

    std::size_t below(std::size_t n) { return engine_() % n; }
    bool one_in(std::size_t n) { return below(n) == 0; }

    Place place() {
        Place place{};
        for (std::size_t f = 0; f < place.size(); ++f)
            place[f] = below(value_count(static_cast<Field>(f)));
        return place;
    }

    // The larger `looseness`, the fewer conditions a rule has and the more rules overlap.
    Conditions conditions(std::size_t looseness) {
        Conditions when;
        for (Text *path : {&when.reason, &when.category, &when.region}) {
            if (one_in(looseness))
                *path = paths[below(named_paths)];
        }
        for (Text *label : {&when.supplier, &when.facility, &when.courier}) {
            if (one_in(looseness))
                *label = labels[below(named_labels)];
        }
        if (one_in(looseness))
            when.outcome = one_in(2) ? core::Outcome::full : core::Outcome::partial;
        if (one_in(looseness))
            when.payment = one_in(2) ? core::Payment::prepaid : core::Payment::cod;
        for (std::optional<Range> *range : {&when.value, &when.weight, &when.attempt}) {
            if (one_in(looseness))
                *range = this->range();
        }
        if (one_in(looseness))
            when.weekdays = static_cast<core::Weekdays>(one_in(8) ? 0x7f : below(128));
        return when;
    }

    Rule rule(int id, std::size_t looseness) {
        Rule rule;
        rule.id = id;
        rule.name = "rule " + std::to_string(id);
        if (!one_in(3))
            rule.rank = static_cast<int>(below(4));
        rule.when = conditions(looseness);
        rule.action = static_cast<core::Action>(below(5));
        return rule;
    }

    // Ends with a catch-all. Ids come in no order.
    std::vector<Rule> rules(std::size_t count, std::size_t looseness) {
        std::vector<Rule> rules;
        for (std::size_t i = 0; i < count; ++i) {
            const bool again = i > 0 && one_in(8); // the region of an earlier rule once more
            Rule rule = this->rule(static_cast<int>((i * 7919 + 13) % 100'003) + 2, looseness);
            if (again)
                rule.when = rules[below(i)].when;
            rules.push_back(std::move(rule));
        }
        Rule &catch_all = rules.emplace_back();
        catch_all.id = 1;
        catch_all.name = "everything else";
        return rules;
    }

private:
    // Now and then unbounded, empty, or all that can occur.
    Range range() {
        Range range;
        if (!one_in(5))
            range.lo = static_cast<std::int64_t>(below(largest_bound + 3)) - 2;
        if (!one_in(5))
            range.hi = range.lo == Range::no_lower || one_in(20)
                           ? static_cast<std::int64_t>(below(largest_bound + 1))
                           : range.lo + 1 + static_cast<std::int64_t>(below(6));
        if (range.hi != Range::no_upper && range.hi > largest_bound)
            range.hi = largest_bound;
        return range;
    }

    std::mt19937 engine_;
};

} // namespace refusal::test
