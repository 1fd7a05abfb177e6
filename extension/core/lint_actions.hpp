#pragma once

#include "core/lint_regions.hpp"

namespace refusal::core {

// What a rule says to do that cannot be done, or never ends.
void lint_actions(LintRegions &regions, const LintScope &scope, const std::function<void(Finding)> &report);

} // namespace refusal::core
