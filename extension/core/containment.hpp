#pragma once

#include "core/conditions.hpp"

namespace refusal::core {

// The relations between the regions of two rules, as sets of the refusals that can occur. A rule that never
// matches is the empty set: inside every other region, overlapping none.
bool inside(const Conditions &inner, const Conditions &outer);          // equal regions included
bool strictly_inside(const Conditions &inner, const Conditions &outer); // and the outer one holds more
bool overlap(const Conditions &a, const Conditions &b);                 // some refusal matches both

} // namespace refusal::core
