#include "core/conditions.hpp"

#include <algorithm>
#include <array>

namespace refusal::core {

namespace {

constexpr std::array<std::string_view, field_count> field_names{
    "reason",  "category", "region", "outcome", "supplier", "facility",
    "payment", "value",    "weight", "attempt", "weekdays", "courier",
};

bool tree_matches(const std::optional<std::string> &node, const std::optional<std::string> &path) {
    return !node || (path && covers(*node, *path));
}

bool label_matches(const std::optional<std::string> &wanted, const std::optional<std::string> &fact) {
    return !wanted || (fact && *wanted == *fact);
}

bool range_matches(const std::optional<Range> &range, std::int64_t x) {
    return !range || range->contains(x);
}

bool is_empty(const std::optional<Range> &range) {
    return range && range->empty();
}

} // namespace

std::string_view field_name(Field field) {
    return field_names[static_cast<std::size_t>(field)];
}

std::string_view outcome_name(Outcome outcome) {
    return outcome == Outcome::full ? "full" : "partial";
}

std::string_view payment_name(Payment payment) {
    return payment == Payment::prepaid ? "prepaid" : "cod";
}

std::optional<Outcome> find_outcome(std::string_view name) {
    for (const Outcome outcome : {Outcome::full, Outcome::partial}) {
        if (outcome_name(outcome) == name)
            return outcome;
    }
    return std::nullopt;
}

std::optional<Payment> find_payment(std::string_view name) {
    for (const Payment payment : {Payment::prepaid, Payment::cod}) {
        if (payment_name(payment) == name)
            return payment;
    }
    return std::nullopt;
}

bool covers(std::string_view node, std::string_view path) {
    return path.starts_with(node) && (path.size() == node.size() || path[node.size()] == '.');
}

bool field_matches(const Conditions &when, const Facts &facts, Field field) {
    switch (field) {
    case Field::reason:
        return tree_matches(when.reason, facts.reason);
    case Field::category:
        return tree_matches(when.category, facts.category);
    case Field::region:
        return tree_matches(when.region, facts.region);
    case Field::outcome:
        return !when.outcome || *when.outcome == facts.outcome;
    case Field::supplier:
        return label_matches(when.supplier, facts.supplier);
    case Field::facility:
        return label_matches(when.facility, facts.facility);
    case Field::payment:
        return !when.payment || *when.payment == facts.payment;
    case Field::value:
        return range_matches(when.value, facts.value);
    case Field::weight:
        return range_matches(when.weight, facts.weight);
    case Field::attempt:
        return range_matches(when.attempt, facts.attempt);
    case Field::weekdays:
        return !when.weekdays || (*when.weekdays & weekday_bit(facts.weekday)) != 0;
    case Field::courier:
        return label_matches(when.courier, facts.courier);
    }
    return false;
}

bool matches(const Conditions &when, const Facts &facts) {
    for (std::size_t i = 0; i < field_count; ++i) {
        if (!field_matches(when, facts, static_cast<Field>(i)))
            return false;
    }
    return true;
}

std::optional<Range> normalised(const std::optional<Range> &range, std::int64_t smallest) {
    if (!range)
        return std::nullopt;
    const Range clipped{range->lo <= smallest ? Range::no_lower : range->lo, range->hi};
    if (clipped == Range{})
        return std::nullopt;
    if (clipped.empty() || clipped.hi <= smallest)
        return Range{smallest, smallest};
    return clipped;
}

std::optional<Weekdays> normalised(const std::optional<Weekdays> &days) {
    if (!days || (*days & every_day) == every_day)
        return std::nullopt;
    return static_cast<Weekdays>(*days & every_day);
}

bool never_matches(const Conditions &when) {
    return is_empty(normalised(when.value, smallest_value)) ||
           is_empty(normalised(when.weight, smallest_weight)) ||
           is_empty(normalised(when.attempt, smallest_attempt)) || normalised(when.weekdays) == Weekdays{0};
}

bool is_catch_all(const Conditions &when) {
    return !when.reason && !when.category && !when.region && !when.supplier && !when.facility &&
           !when.courier && !when.outcome && !when.payment && !normalised(when.value, smallest_value) &&
           !normalised(when.weight, smallest_weight) && !normalised(when.attempt, smallest_attempt) &&
           !normalised(when.weekdays);
}

} // namespace refusal::core
