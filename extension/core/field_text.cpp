#include "core/field_text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace refusal::core {

namespace {

std::string known(const std::optional<std::string> &fact) {
    return fact.value_or("unknown");
}

std::string minor_units(std::int64_t amount) {
    constexpr int decimals = 2;
    std::string text = std::to_string(amount);
    const std::size_t sign = amount < 0 ? 1 : 0;
    if (text.size() - sign <= decimals)
        text.insert(sign, decimals + 1 - (text.size() - sign), '0');
    return text.insert(text.size() - decimals, 1, '.');
}

std::string number(std::int64_t x) {
    return std::to_string(x);
}

// As PostgreSQL writes a range.
std::string range_text(const Range &range, std::string (*bound)(std::int64_t)) {
    if (range.empty())
        return "empty";
    return (range.lo == Range::no_lower ? "(" : "[" + bound(range.lo)) + "," +
           (range.hi == Range::no_upper ? "" : bound(range.hi)) + ")";
}

std::string days_text(Weekdays days) {
    std::string text;
    for (int day = 1; day <= 7; ++day) {
        if ((days & weekday_bit(day)) != 0)
            text += (text.empty() ? "" : ",") + std::to_string(day);
    }
    return "{" + text + "}";
}

} // namespace

std::string fact_text(const Facts &facts, Field field) {
    switch (field) {
    case Field::reason:
        return known(facts.reason);
    case Field::category:
        return known(facts.category);
    case Field::region:
        return known(facts.region);
    case Field::outcome:
        return std::string(outcome_name(facts.outcome));
    case Field::supplier:
        return known(facts.supplier);
    case Field::facility:
        return known(facts.facility);
    case Field::payment:
        return std::string(payment_name(facts.payment));
    case Field::value:
        return minor_units(facts.value);
    case Field::weight:
        return number(facts.weight);
    case Field::attempt:
        return number(facts.attempt);
    case Field::weekdays:
        return number(facts.weekday);
    case Field::courier:
        return known(facts.courier);
    }
    return {};
}

std::string condition_text(const Conditions &when, Field field) {
    switch (field) {
    case Field::reason:
        return *when.reason;
    case Field::category:
        return *when.category;
    case Field::region:
        return *when.region;
    case Field::outcome:
        return std::string(outcome_name(*when.outcome));
    case Field::supplier:
        return *when.supplier;
    case Field::facility:
        return *when.facility;
    case Field::payment:
        return std::string(payment_name(*when.payment));
    case Field::value:
        return range_text(*when.value, minor_units);
    case Field::weight:
        return range_text(*when.weight, number);
    case Field::attempt:
        return range_text(*when.attempt, number);
    case Field::weekdays:
        return days_text(*when.weekdays);
    case Field::courier:
        return *when.courier;
    }
    return {};
}

} // namespace refusal::core
