#include "core/lint.hpp"

#include "core/lint_actions.hpp"
#include "core/lint_destinations.hpp"
#include "core/lint_regions.hpp"

namespace refusal::core {

std::string_view severity_name(Severity severity) {
    return severity == Severity::error ? "error" : "warning";
}

void lint(const Scenario &scenario, const LintScope &scope, const std::function<void(Finding)> &report,
          Interrupt interrupt) {
    LintRegions regions(scenario, scope, interrupt);
    regions.report_rest(report);
    regions.report_empty(report);
    lint_actions(regions, scope, report);
    if (scope.network != nullptr)
        lint_destinations(regions, scope, report, interrupt);
    regions.report_contests(report);
    if (scope.warnings)
        regions.report_beaten(report);
}

} // namespace refusal::core
