#pragma once

#include "core/lint.hpp"
#include "core/region_search.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace refusal::core {

// Where the rules of a scenario apply, where they win and where they compete.
class LintRegions {
public:
    LintRegions(const Scenario &scenario, const LintScope &scope, Interrupt interrupt);

    const Rule &rule(std::uint32_t position) const { return scenario_.rules()[position]; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(scenario_.rules().size()); }

    void report_rest(const std::function<void(Finding)> &report);     // what no rule takes
    void report_empty(const std::function<void(Finding)> &report);    // what takes no refusal
    void report_beaten(const std::function<void(Finding)> &report);   // what never wins
    void report_contests(const std::function<void(Finding)> &report); // what only the id settles

    // A refusal that the rule decides, or, for want of one, that it matches at least.
    std::optional<Facts> witness(std::uint32_t position);
    // One that it decides although the parcel first goes to this facility.
    std::optional<Facts> witness_at(std::uint32_t position, const std::string &facility);

private:
    // Where a rule wins, or what is in its way.
    struct Standing {
        bool known = false;
        std::optional<Spot> wins;
        std::vector<std::uint32_t> loses_to;
    };

    Box region(std::uint32_t position) const; // that can occur
    const Standing &standing(std::uint32_t position);
    Facts facts(const Spot &spot) const;
    void report_contests(std::uint32_t first, std::uint32_t end, const std::function<void(Finding)> &report);
    void report_contest(std::uint32_t a, std::uint32_t b, const std::function<void(Finding)> &report);

    const Scenario &scenario_;
    const LintScope &scope_;
    Interrupt interrupt_;
    RegionSearch search_;
    Box everything_;
    std::optional<std::string> other_reason_;  // that no rule names
    std::vector<std::uint32_t> first_of_rank_; // by rule, the first in order of precedence with its rank
    std::vector<Standing> standings_;          // by rule, once looked for
};

std::string rule_text(const Rule &rule); // how a message begins: "Rule 7"

} // namespace refusal::core
