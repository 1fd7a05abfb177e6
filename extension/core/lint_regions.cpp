#include "core/lint_regions.hpp"

#include "core/containment.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace refusal::core {

namespace {

using Report = std::function<void(Finding)>;

// So many are named in one message.
constexpr std::size_t most_named = 10;

std::string list(const Scenario &scenario, const std::vector<std::uint32_t> &positions) {
    std::vector<int> ids(positions.size());
    std::transform(positions.begin(), positions.end(), ids.begin(),
                   [&](std::uint32_t position) { return scenario.rules()[position].id; });
    std::sort(ids.begin(), ids.end());
    std::string text;
    for (std::size_t i = 0; i < std::min(ids.size(), most_named); ++i)
        text += (i == 0 ? "" : i + 1 == ids.size() ? " and " : ", ") + std::to_string(ids[i]);
    if (ids.size() > most_named)
        text += " and " + std::to_string(ids.size() - most_named) + " more";
    return text;
}

std::string empty_field(const Conditions &when) {
    const auto is_empty = [](const std::optional<Range> &range) { return range && range->empty(); };
    if (is_empty(normalised(when.value, smallest_value)))
        return "value";
    if (is_empty(normalised(when.weight, smallest_weight)))
        return "weight";
    return is_empty(normalised(when.attempt, smallest_attempt)) ? "attempt" : "weekdays";
}

} // namespace

std::string rule_text(const Rule &rule) {
    return "Rule " + std::to_string(rule.id);
}

LintRegions::LintRegions(const Scenario &scenario, const LintScope &scope, Interrupt interrupt)
    : scenario_(scenario), scope_(scope), interrupt_(interrupt), search_(scenario.index(), interrupt),
      everything_(scenario.index().everything()), standings_(scenario.rules().size()) {
    for (std::uint32_t i = 0; i < size(); ++i)
        first_of_rank_.push_back(i > 0 && rule(i - 1).rank == rule(i).rank ? first_of_rank_[i - 1] : i);
    const auto unnamed = [&](const std::string &reason) {
        return scenario.index().place(Field::reason, reason) == 0;
    };
    const auto other = std::find_if(scope.reasons.begin(), scope.reasons.end(), unnamed);
    if (other != scope.reasons.end())
        other_reason_ = *other;
    else if (!scope.reasons.empty())
        everything_.lo[static_cast<std::size_t>(Field::reason)] = 1;
}

Box LintRegions::region(std::uint32_t position) const {
    return scenario_.index().box(position).common(everything_);
}

Facts LintRegions::facts(const Spot &spot) const {
    Facts facts = scenario_.index().facts(spot);
    if (!facts.reason)
        facts.reason = other_reason_;
    return facts;
}

const LintRegions::Standing &LintRegions::standing(std::uint32_t position) {
    Standing &found = standings_[position];
    if (!found.known) {
        found.known = true;
        found.wins = search_.find({region(position), position, Question::none, position});
        if (!found.wins)
            found.loses_to = search_.in_the_way();
    }
    return found;
}

std::optional<Facts> LintRegions::witness(std::uint32_t position) {
    if (const std::optional<Spot> &spot = standing(position).wins)
        return facts(*spot);
    const Box box = region(position);
    if (box.empty())
        return std::nullopt;
    const auto day = static_cast<Weekdays>(1U << static_cast<unsigned>(std::countr_zero(box.weekdays)));
    return facts({box.lo, day});
}

std::optional<Facts> LintRegions::witness_at(std::uint32_t position, const std::string &facility) {
    constexpr auto axis = static_cast<std::size_t>(Field::facility);
    Box box = region(position);
    const std::uint32_t number = scenario_.index().place(Field::facility, facility);
    if (number < box.lo[axis] || box.hi[axis] <= number)
        return std::nullopt;
    box.lo[axis] = number;
    box.hi[axis] = number + 1;
    const std::optional<Spot> spot = search_.find({box, position, Question::none, position});
    if (!spot)
        return std::nullopt;
    Facts found = facts(*spot);
    found.facility = facility;
    return found;
}

void LintRegions::report_rest(const Report &report) {
    std::vector<const Rule *> all;
    for (const Rule &rule : scenario_.rules()) {
        if (is_catch_all(rule.when))
            all.push_back(&rule);
    }
    for (std::size_t i = 1; i < all.size(); ++i)
        report({Severity::error, "second_catch_all", all.front(), all[i],
                facts({everything_.lo, weekday_bit(1)}),
                "Rules " + std::to_string(all.front()->id) + " and " + std::to_string(all[i]->id) +
                    " are both without conditions: there must be one such rule."});
    if (!all.empty())
        return;
    const std::optional<Spot> spot = search_.find({everything_, Question::none, Question::none, 0});
    const std::optional<Facts> gap = spot ? std::optional(facts(*spot)) : std::nullopt;
    report({Severity::error, "no_catch_all", nullptr, nullptr, gap,
            "No rule is without conditions: there must be one, for what no other rule matches."});
    if (gap)
        report({Severity::error, "gap", nullptr, nullptr, gap, "There are refusals that no rule matches."});
}

void LintRegions::report_empty(const Report &report) {
    for (const Rule &rule : scenario_.rules()) {
        if (never_matches(rule.when))
            report({Severity::error, "empty_condition", &rule, nullptr, std::nullopt,
                    rule_text(rule) + " can match no refusal: its condition on " + empty_field(rule.when) +
                        " is empty."});
    }
}

void LintRegions::report_beaten(const Report &report) {
    for (std::uint32_t position = 0; position < size(); ++position) {
        if (standing(position).wins)
            continue;
        Finding finding{Severity::warning, "never_wins",      &rule(position),
                        nullptr,           witness(position), rule_text(rule(position)) + " can never win: "};
        if (!finding.witness) {
            finding.message += "no refusal can match it.";
        } else {
            const std::vector<std::uint32_t> &winners = standing(position).loses_to;
            const bool one = winners.size() == 1;
            finding.rule_b = one ? &rule(winners.front()) : scenario_.decide(*finding.witness);
            if (one && inside(rule(winners.front()).when, rule(position).when))
                finding.message += "rule " + std::to_string(finding.rule_b->id) +
                                   " has the same conditions and comes first.";
            else
                finding.message += (one ? "it loses to rule " : "it always loses to one of the rules ") +
                                   list(scenario_, winners) + " where it matches.";
        }
        report(std::move(finding));
    }
}

void LintRegions::report_contest(std::uint32_t a, std::uint32_t b, const Report &report) {
    const Box both = region(a).common(region(b));
    const bool equal = same_outcome(rule(a), rule(b));
    if (equal && !scope_.warnings)
        return;
    // Where no other rank comes before theirs, only the id decides; else a third rule does, as things are.
    std::optional<Spot> spot;
    const bool decides = !equal && (spot = search_.find({both, a, b, first_of_rank_[a]}));
    if (!decides && (!scope_.warnings || !(spot = search_.find({both, a, b, 0}))))
        return;
    Finding finding{decides ? Severity::error : Severity::warning,
                    equal ? "overlap" : "conflict",
                    &rule(a),
                    &rule(b),
                    facts(*spot),
                    "Rules " + std::to_string(rule(a).id) + " and " + std::to_string(rule(b).id) +
                        " match the same "
                        "refusal"};
    const std::string ranks = rule(a).rank ? "the same rank" : "no rank";
    if (equal)
        finding.message += " and say the same.";
    else if (decides)
        finding.message += ", say different things and have " + ranks + ".";
    else
        finding.message += ", say different things and have " + ranks + "; it is rule " +
                           std::to_string(scenario_.decide(*finding.witness)->id) + " that wins there.";
    report(std::move(finding));
}

void LintRegions::report_contests(const Report &report) {
    for (std::uint32_t first = 0, end = 0; first < size(); first = end) {
        while (end < size() && rule(end).rank == rule(first).rank)
            ++end;
        if (end - first > 1)
            report_contests(first, end, report);
    }
}

// Those of one rank stand together in the order of precedence.
void LintRegions::report_contests(std::uint32_t first, std::uint32_t end, const Report &report) {
    std::vector<Box> boxes;
    for (std::uint32_t i = first; i < end; ++i)
        boxes.push_back(region(i));
    const ConditionTree tree(boxes, everything_.hi);
    std::vector<std::uint32_t> met;
    for (std::uint32_t a = first; a < end; ++a) {
        poll(interrupt_);
        const Box &mine = boxes[a - first];
        if (mine.empty())
            continue;
        Point last = mine.hi;
        for (std::uint32_t &number : last)
            --number;
        met.clear();
        tree.candidates(mine.lo, last, met);
        for (const std::uint32_t other : met) {
            const std::uint32_t b = first + other;
            if (b > a && boxes[other].overlaps(mine) && !scenario_.index().strictly_inside(a, b) &&
                !scenario_.index().strictly_inside(b, a))
                report_contest(a, b, report);
        }
    }
}

} // namespace refusal::core
