#include "core/alternatives.hpp"

#include "core/field_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace refusal::core {

namespace {

using Text = std::optional<std::string>;

std::int64_t *number(Facts &facts, Field field) {
    switch (field) {
    case Field::value:
        return &facts.value;
    case Field::weight:
        return &facts.weight;
    case Field::attempt:
        return &facts.attempt;
    default:
        return nullptr;
    }
}

std::optional<Range> range(const Conditions &when, Field field) {
    switch (field) {
    case Field::value:
        return normalised(when.value, smallest_value);
    case Field::weight:
        return normalised(when.weight, smallest_weight);
    default:
        return normalised(when.attempt, smallest_attempt);
    }
}

template <typename T> auto *text(T &facts_or_conditions, Field field) {
    switch (field) {
    case Field::reason:
        return &facts_or_conditions.reason;
    case Field::category:
        return &facts_or_conditions.category;
    case Field::region:
        return &facts_or_conditions.region;
    case Field::supplier:
        return &facts_or_conditions.supplier;
    case Field::facility:
        return &facts_or_conditions.facility;
    default:
        return &facts_or_conditions.courier;
    }
}

bool is_tree(Field field) {
    return field == Field::reason || field == Field::category || field == Field::region;
}

// How many steps lead from one node to the other, up to what they share and down again. What is unknown is
// farthest.
std::size_t steps(const Text &from, const Text &to) {
    if (!to)
        return SIZE_MAX;
    const auto depth = [](std::string_view path) {
        return path.empty() ? 0 : 1 + static_cast<std::size_t>(std::count(path.begin(), path.end(), '.'));
    };
    const std::string_view left = from ? std::string_view(*from) : std::string_view();
    std::string_view shared = *to;
    while (!shared.empty() && !covers(shared, left)) {
        const std::size_t dot = shared.rfind('.');
        shared = dot == std::string_view::npos ? std::string_view() : shared.substr(0, dot);
    }
    return depth(left) + depth(*to) - 2 * depth(shared);
}

} // namespace

void Alternatives::add(const Rule &rule) {
    matching_.push_back(&rule);
}

void Alternatives::add(const Rule &rule, Field failed) {
    failing_[static_cast<std::size_t>(failed)].push_back(&rule);
}

std::vector<Change> Alternatives::changes(const Rule *winner) const {
    std::vector<Change> changes;
    for (std::size_t i = 0; i < field_count; ++i) {
        const auto field = static_cast<Field>(i);
        Rules rules = matching_;
        rules.insert(rules.end(), failing_[i].begin(), failing_[i].end());
        if (field == Field::value || field == Field::weight || field == Field::attempt)
            change_number(winner, field, rules, changes);
        else
            change_choice(winner, field, rules, changes);
    }
    return changes;
}

const Rule *Alternatives::flips(const Facts &changed, const Rule *winner) const {
    const Rule *then = scenario_.decide(changed);
    return then == nullptr || (winner != nullptr && same_outcome(*winner, *then)) ? nullptr : then;
}

Change Alternatives::change_to(Facts changed, Field field, const Rule *then) const {
    std::string to = fact_text(changed, field);
    return {field, fact_text(facts_, field), std::move(to), std::move(changed), then};
}

void Alternatives::change_number(const Rule *winner, Field field, const Rules &rules,
                                 std::vector<Change> &changes) const {
    Facts changed = facts_;
    std::int64_t &fact = *number(changed, field);
    const std::int64_t now = fact;
    std::set<std::pair<std::int64_t, std::int64_t>> nearest; // by distance; of two equally near the smaller
    for (const Rule *rule : rules) {
        const std::optional<Range> side = range(rule->when, field);
        if (!side || side->empty())
            continue;
        for (const std::int64_t bound : {side->lo, side->hi}) {
            if (bound == Range::no_lower || bound == Range::no_upper)
                continue;
            // The least number beyond the bound, or the largest before it.
            const std::int64_t other = bound > now ? bound : bound - 1;
            nearest.emplace(std::abs(other - now), other);
        }
    }
    for (const auto &[distance, other] : nearest) {
        fact = other;
        if (const Rule *then = flips(changed, winner)) {
            changes.push_back(change_to(changed, field, then));
            return;
        }
    }
}

std::vector<Facts> Alternatives::texts(Field field, const Rules &rules) const {
    const Text &now = *text(facts_, field);
    std::set<std::pair<std::size_t, Text>> nearest;
    const auto offer = [&](const Text &other) {
        if (other != now)
            nearest.emplace(is_tree(field) || !other ? steps(now, other) : 1, other);
    };
    const auto names_one = [&](const Rule *rule) { return text(rule->when, field)->has_value(); };
    if (std::none_of(rules.begin(), rules.end(), names_one))
        return {};
    for (const Rule *rule : rules) {
        if (names_one(rule))
            offer(*text(rule->when, field));
    }
    if (is_tree(field) && now) {
        for (std::size_t dot = now->rfind('.'); dot != std::string::npos && dot > 0;
             dot = now->rfind('.', dot - 1))
            offer(now->substr(0, dot));
    }
    if (field != Field::reason) {
        offer(std::nullopt);
    } else {
        // A reason is always known: what no rule here names is shown by one that is named elsewhere.
        for (const Rule &rule : scenario_.rules()) {
            if (names_one(&rule))
                offer(rule.when.reason);
        }
    }
    std::vector<Facts> result;
    for (const auto &[distance, other] : nearest) {
        Facts &changed = result.emplace_back(facts_);
        *text(changed, field) = other;
    }
    return result;
}

std::vector<Facts> Alternatives::choices(Field field, const Rules &rules) const {
    std::vector<Facts> result;
    switch (field) {
    case Field::outcome:
        result.push_back(facts_);
        result.back().outcome = facts_.outcome == Outcome::full ? Outcome::partial : Outcome::full;
        return result;
    case Field::payment:
        result.push_back(facts_);
        result.back().payment = facts_.payment == Payment::prepaid ? Payment::cod : Payment::prepaid;
        return result;
    case Field::weekdays:
        for (int later = 1; later < 7; ++later) {
            result.push_back(facts_);
            result.back().weekday = (facts_.weekday - 1 + later) % 7 + 1;
        }
        return result;
    default:
        return texts(field, rules);
    }
}

void Alternatives::change_choice(const Rule *winner, Field field, const Rules &rules,
                                 std::vector<Change> &changes) const {
    std::set<const Rule *> listed;
    for (const Facts &changed : choices(field, rules)) {
        const Rule *then = flips(changed, winner);
        if (then != nullptr && listed.insert(then).second)
            changes.push_back(change_to(changed, field, then));
    }
}

} // namespace refusal::core
