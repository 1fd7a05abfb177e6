#include "core/alternatives.hpp"
#include "core/field_text.hpp"
#include "core/scenario.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace refusal::core {

namespace {

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

} // namespace

Explanation Scenario::explain(const Facts &facts) const {
    Explanation explanation;
    explanation.winner = decide(facts);
    const auto winner =
        static_cast<std::uint32_t>(explanation.winner == nullptr ? 0 : explanation.winner - rules_.data());
    const Match match{rules_, index_, index_.matching(facts), winner};
    Alternatives alternatives(*this, facts);
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
        if (failed.size() == 1)
            alternatives.add(rule, failed.front());
        else if (failed.empty())
            alternatives.add(rule);
    }
    explanation.would_change_if = alternatives.changes(explanation.winner);
    return explanation;
}

} // namespace refusal::core
