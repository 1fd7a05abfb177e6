#include "core/containment.hpp"

#include <algorithm>

namespace refusal::core {

namespace {

// Both relations hold for regions when they hold in every field, so each is one conjunction over the fields
// of the two relations below it: that of the field's kind, on conditions that are present.

bool tree_inside(const std::string &inner, const std::string &outer) {
    return covers(outer, inner);
}

bool tree_overlap(const std::string &a, const std::string &b) {
    return covers(a, b) || covers(b, a);
}

template <typename T> bool same(const T &a, const T &b) {
    return a == b;
}

bool range_inside(const Range &inner, const Range &outer) {
    return outer.lo <= inner.lo && inner.hi <= outer.hi;
}

bool range_overlap(const Range &a, const Range &b) {
    return !Range{std::max(a.lo, b.lo), std::min(a.hi, b.hi)}.empty();
}

bool days_inside(Weekdays inner, Weekdays outer) {
    return (inner & ~outer) == 0;
}

bool days_overlap(Weekdays a, Weekdays b) {
    return (a & b) != 0;
}

// An absent condition holds everything and lies only in another absent one.
template <typename T, typename F>
bool all_of_inner(const std::optional<T> &inner, const std::optional<T> &outer, F inside) {
    return !outer || (inner && inside(*inner, *outer));
}

template <typename T, typename F>
bool some_of_both(const std::optional<T> &a, const std::optional<T> &b, F overlap) {
    return !a || !b || overlap(*a, *b);
}

std::optional<Range> value(const Conditions &when) {
    return normalised(when.value, smallest_value);
}
std::optional<Range> weight(const Conditions &when) {
    return normalised(when.weight, smallest_weight);
}
std::optional<Range> attempt(const Conditions &when) {
    return normalised(when.attempt, smallest_attempt);
}

} // namespace

bool inside(const Conditions &inner, const Conditions &outer) {
    if (never_matches(inner))
        return true;
    return !never_matches(outer) && all_of_inner(inner.reason, outer.reason, tree_inside) &&
           all_of_inner(inner.category, outer.category, tree_inside) &&
           all_of_inner(inner.region, outer.region, tree_inside) &&
           all_of_inner(inner.supplier, outer.supplier, same<std::string>) &&
           all_of_inner(inner.facility, outer.facility, same<std::string>) &&
           all_of_inner(inner.courier, outer.courier, same<std::string>) &&
           all_of_inner(inner.outcome, outer.outcome, same<Outcome>) &&
           all_of_inner(inner.payment, outer.payment, same<Payment>) &&
           all_of_inner(value(inner), value(outer), range_inside) &&
           all_of_inner(weight(inner), weight(outer), range_inside) &&
           all_of_inner(attempt(inner), attempt(outer), range_inside) &&
           all_of_inner(normalised(inner.weekdays), normalised(outer.weekdays), days_inside);
}

bool strictly_inside(const Conditions &inner, const Conditions &outer) {
    return inside(inner, outer) && !inside(outer, inner);
}

bool overlap(const Conditions &a, const Conditions &b) {
    return !never_matches(a) && !never_matches(b) && some_of_both(a.reason, b.reason, tree_overlap) &&
           some_of_both(a.category, b.category, tree_overlap) &&
           some_of_both(a.region, b.region, tree_overlap) &&
           some_of_both(a.supplier, b.supplier, same<std::string>) &&
           some_of_both(a.facility, b.facility, same<std::string>) &&
           some_of_both(a.courier, b.courier, same<std::string>) &&
           some_of_both(a.outcome, b.outcome, same<Outcome>) &&
           some_of_both(a.payment, b.payment, same<Payment>) &&
           some_of_both(value(a), value(b), range_overlap) &&
           some_of_both(weight(a), weight(b), range_overlap) &&
           some_of_both(attempt(a), attempt(b), range_overlap) &&
           some_of_both(normalised(a.weekdays), normalised(b.weekdays), days_overlap);
}

} // namespace refusal::core
