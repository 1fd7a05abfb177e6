#pragma once

#include "core/lint_regions.hpp"

namespace refusal::core {

// Where the rules return to: is there such a place, open to this shop, and does a way lead to it from where
// the rule's refusals begin? The scope has a network.
void lint_destinations(LintRegions &regions, const LintScope &scope,
                       const std::function<void(Finding)> &report, Interrupt interrupt);

} // namespace refusal::core
