#pragma once

#include "core/interrupt.hpp"
#include "core/network.hpp"
#include "core/scenario.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refusal::core {

enum class Severity : std::uint8_t { error, warning };
std::string_view severity_name(Severity severity);

// Something that is wrong with a scenario, or looks like it.
struct Finding {
    Severity severity = Severity::error;
    std::string_view name;
    const Rule *rule_a = nullptr;
    const Rule *rule_b = nullptr;
    std::optional<Facts> witness; // one refusal that shows it; none: no refusal is concerned
    std::string message;
};

// What the rules are judged by besides themselves.
struct LintScope {
    const Network *network = nullptr; // null: where returns lead to is not looked at
    std::int32_t shop_id = 0;
    Micros from = 0;                  // when the scenario begins
    std::vector<std::string> reasons; // all there are; none: any text is a reason
    bool warnings = true;
};

// Exact: a finding is reported where and only where it is so, and its witness is decided as the message says.
void lint(const Scenario &scenario, const LintScope &scope, const std::function<void(Finding)> &report,
          Interrupt interrupt);

} // namespace refusal::core
