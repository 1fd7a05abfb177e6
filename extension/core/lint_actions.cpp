#include "core/lint_actions.hpp"

#include <string>

namespace refusal::core {

namespace {

bool says(const Rule &rule, Action action) {
    return rule.action == action || rule.default_action == action;
}

// Every refusal that the rule matches was at the door too often for another attempt.
bool attempts_are_spent(const Rule &rule) {
    const std::optional<Range> range = normalised(rule.when.attempt, smallest_attempt);
    const std::int64_t least = range && range->lo != Range::no_lower ? range->lo : smallest_attempt;
    return rule.attempt_cap && least >= *rule.attempt_cap;
}

// What is wrong with the default; empty: nothing that the rule itself shows.
std::string impossible_default(const Rule &rule) {
    if (!rule.default_action)
        return {};
    if (rule.default_action == rule.action)
        return "is what the rule does already";
    if (rule.default_action == Action::redeliver && attempts_are_spent(rule))
        return "is never left: its attempts are spent";
    // Nothing blocks a question, so that the default's turn is at the deadline only.
    if (rule.default_action == Action::dispose && rule.action == Action::ask_shop)
        return "is for the moment of the refusal: what waits for the shop is not written off";
    return {};
}

class Actions {
public:
    Actions(LintRegions &regions, const LintScope &scope, const std::function<void(Finding)> &report)
        : regions_(regions), scope_(scope), report_(report) {}

    void lint(std::uint32_t position) {
        const Rule &rule = regions_.rule(position);
        if (says(rule, Action::return_) && rule.destinations.empty() && !rule.destination_kind)
            report(position, Severity::error, "no_destination",
                   " returns, but names neither a destination nor a kind.");
        if (const std::string why = impossible_default(rule); !why.empty())
            report(position, Severity::error, "impossible_default",
                   ": its default \"" + std::string(action_name(*rule.default_action)) + "\" " + why + ".");
        if (!scope_.warnings)
            return;
        if (rule.action == Action::hold && rule.default_action == Action::dispose)
            report(position, Severity::warning, "impossible_default",
                   ": its default \"dispose\" cannot end the hold: what is held is written off by a "
                   "supervisor.");
        if (rule.action == Action::redeliver && attempts_are_spent(rule))
            report(position, Severity::warning, "attempts_spent",
                   " never redelivers: what it matches has had its " + std::to_string(*rule.attempt_cap) +
                       " attempts.");
        if (says(rule, Action::hold) && !rule.hold_for)
            report(position, Severity::warning, "endless_wait", " holds without an end: it has no hold_for.");
        if (says(rule, Action::ask_shop) && !rule.decide_within)
            report(position, Severity::warning, "endless_wait",
                   " asks the shop without a deadline: it has no decide_within.");
    }

private:
    void report(std::uint32_t position, Severity severity, std::string_view name, const std::string &what) {
        const Rule &rule = regions_.rule(position);
        report_({severity, name, &rule, nullptr, regions_.witness(position), rule_text(rule) + what});
    }

    LintRegions &regions_;
    const LintScope &scope_;
    const std::function<void(Finding)> &report_;
};

} // namespace

void lint_actions(LintRegions &regions, const LintScope &scope, const std::function<void(Finding)> &report) {
    Actions actions(regions, scope, report);
    for (std::uint32_t position = 0; position < regions.size(); ++position)
        actions.lint(position);
}

} // namespace refusal::core
