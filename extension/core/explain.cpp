#include "core/field_text.hpp"
#include "core/scenario.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace refusal::core {

namespace {

std::int64_t nearest(const Range &range, std::int64_t x) {
    return x < range.lo ? range.lo : range.hi - 1;
}

int next_day(Weekdays days, int after) {
    int day = after;
    do {
        day = day % 7 + 1;
    } while ((days & weekday_bit(day)) == 0 && day != after);
    return day;
}

// Changes one fact as little as it takes to meet the condition it fails. The region of the rule is not empty.
Facts meeting(const Conditions &when, Field field, Facts facts) {
    switch (field) {
    case Field::reason:
        facts.reason = when.reason;
        break;
    case Field::category:
        facts.category = when.category;
        break;
    case Field::region:
        facts.region = when.region;
        break;
    case Field::outcome:
        facts.outcome = *when.outcome;
        break;
    case Field::supplier:
        facts.supplier = when.supplier;
        break;
    case Field::facility:
        facts.facility = when.facility;
        break;
    case Field::payment:
        facts.payment = *when.payment;
        break;
    case Field::value:
        facts.value = nearest(*when.value, facts.value);
        break;
    case Field::weight:
        facts.weight = nearest(*when.weight, facts.weight);
        break;
    case Field::attempt:
        facts.attempt = nearest(*when.attempt, facts.attempt);
        break;
    case Field::weekdays:
        facts.weekday = next_day(*when.weekdays, facts.weekday);
        break;
    case Field::courier:
        facts.courier = when.courier;
        break;
    }
    return facts;
}

std::vector<Field> failed_fields(const Conditions &when, const Facts &facts) {
    std::vector<Field> failed;
    for (std::size_t i = 0; i < field_count; ++i) {
        if (!field_matches(when, facts, static_cast<Field>(i)))
            failed.push_back(static_cast<Field>(i));
    }
    return failed;
}

std::string_view precedence(const Rule &winner, const Rule &loser) {
    return winner.rank == loser.rank ? "id" : "rank";
}

// The rules that match, in order of precedence, and the one of them that wins.
struct Match {
    const std::vector<Rule> &rules;
    const RuleIndex &index;
    std::vector<std::uint32_t> found;
    std::uint32_t winner;

    bool inside(std::uint32_t inner, std::uint32_t outer) const {
        return index.strictly_inside(inner, outer);
    }
};

void explain_winner(Candidate &candidate, const Match &match) {
    const Rule &winner = match.rules[match.winner];
    const Rule *outranked = nullptr;
    for (const std::uint32_t rule : match.found) {
        if (match.inside(match.winner, rule))
            candidate.wins_over.push_back(match.rules[rule].id);
        else if (rule != match.winner && outranked == nullptr)
            outranked = &match.rules[rule];
    }
    if (!candidate.wins_over.empty()) {
        candidate.because = candidate.wins_over.size() == 1 ? "inside rule" : "inside rules";
        for (const int id : candidate.wins_over)
            candidate.because += (id == candidate.wins_over.front() ? " " : ", ") + std::to_string(id);
    } else if (outranked != nullptr) {
        candidate.because = precedence(winner, *outranked);
    } else {
        candidate.because = "no other rule matches";
    }
}

void explain_loser(Candidate &candidate, std::uint32_t loser, const Match &match) {
    const Rule &winner = match.rules[match.winner];
    const auto within = [&](std::uint32_t rule) { return match.inside(rule, loser); };
    const Rule *inner = within(match.winner) ? &winner : nullptr;
    if (inner == nullptr) {
        const auto other = std::find_if(match.found.begin(), match.found.end(), within);
        inner = other == match.found.end() ? nullptr : &match.rules[*other];
    }
    candidate.beaten_by = inner != nullptr ? inner->id : winner.id;
    candidate.because = inner != nullptr ? "rule " + std::to_string(inner->id) + " is inside it"
                                         : std::string(precedence(winner, *candidate.rule));
}

// A rule that fails in one field alone: what would have happened had that fact been different?
std::optional<Change> change(const Scenario &scenario, const Rule *winner, const Facts &facts,
                             const Rule &rule, Field field) {
    if (never_matches(rule.when))
        return std::nullopt;
    Facts changed = meeting(rule.when, field, facts);
    const Rule *then = scenario.decide(changed);
    if (winner != nullptr && same_outcome(*winner, *then))
        return std::nullopt;
    std::string to = fact_text(changed, field);
    return Change{field, fact_text(facts, field), std::move(to), std::move(changed), then};
}

} // namespace

Explanation Scenario::explain(const Facts &facts) const {
    Explanation explanation;
    explanation.winner = decide(facts);
    const auto winner =
        static_cast<std::uint32_t>(explanation.winner == nullptr ? 0 : explanation.winner - rules_.data());
    const Match match{rules_, index_, index_.matching(facts), winner};
    explanation.candidates.reserve(rules_.size());
    for (std::uint32_t position = 0; position < rules_.size(); ++position) {
        const Rule &rule = rules_[position];
        Candidate &candidate = explanation.candidates.emplace_back();
        candidate.rule = &rule;
        const std::vector<Field> failed = failed_fields(rule.when, facts);
        candidate.matched = failed.empty();
        if (&rule == explanation.winner) {
            explain_winner(candidate, match);
        } else if (candidate.matched) {
            explain_loser(candidate, position, match);
        } else {
            candidate.failed = Candidate::Mismatch{failed.front(), fact_text(facts, failed.front()),
                                                   condition_text(rule.when, failed.front())};
        }
        if (failed.size() != 1)
            continue;
        std::optional<Change> other = change(*this, explanation.winner, facts, rule, failed.front());
        const auto listed = [&](const Change &c) { return c.field == other->field && c.to == other->to; };
        auto &changes = explanation.would_change_if;
        if (other && std::none_of(changes.begin(), changes.end(), listed))
            changes.push_back(std::move(*other));
    }
    return explanation;
}

} // namespace refusal::core
