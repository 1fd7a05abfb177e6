#include "random_scenario.hpp"

#include "core/containment.hpp"
#include "core/field_text.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <sstream>

using namespace refusal::core;
using namespace refusal::test;

namespace {

bool is_number(Field field) {
    return field == Field::value || field == Field::weight || field == Field::attempt;
}

// How many parts of the path are given up, and how many taken on.
int steps(const Text &from, const Text &to) {
    const auto parts = [](const Text &path) {
        std::vector<std::string> found;
        std::istringstream in(path.value_or(""));
        for (std::string part; std::getline(in, part, '.');)
            found.push_back(part);
        return found;
    };
    const std::vector<std::string> left = parts(from);
    const std::vector<std::string> right = parts(to);
    std::size_t shared = 0;
    while (shared < std::min(left.size(), right.size()) && left[shared] == right[shared])
        ++shared;
    return to ? static_cast<int>(left.size() + right.size() - 2 * shared) : 1'000;
}

// May an explanation propose it? An unknown reason does not occur; another that no rule names is not
// invented.
bool is_proposed(const std::vector<Rule> &rules, Field field, const Place &place, std::size_t value) {
    if (field != Field::reason)
        return true;
    const Text &reason = paths[value];
    return reason && (std::any_of(rules.begin(), rules.end(),
                                  [&](const Rule &rule) { return rule.when.reason == reason; }) ||
                      (paths[place[at(field)]] && covers(*reason, *paths[place[at(field)]])));
}

struct Fixture {
    Facts facts;
    Rule cheap, dear, everything;

    Fixture() {
        facts.value = 899'000;
        dear.id = 4;
        dear.when.value = Range{2'000'000, Range::no_upper};
        dear.action = Action::ask_shop;
        cheap.id = 7;
        cheap.when.value = Range{Range::no_lower, 1'000'000};
        cheap.action = Action::return_;
        everything.id = 1;
        everything.action = Action::hold;
    }

    const Candidate &about(const Explanation &explanation, int id) const {
        const auto found = std::find_if(explanation.candidates.begin(), explanation.candidates.end(),
                                        [&](const Candidate &candidate) { return candidate.rule->id == id; });
        BOOST_REQUIRE(found != explanation.candidates.end());
        return *found;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(explain)

BOOST_AUTO_TEST_CASE(every_rule_is_accounted_for) {
    Dice dice(21);
    for (int round = 0; round < 2'000; ++round) {
        const Scenario scenario(1, 1, dice.rules(1 + dice.below(20), 2 + dice.below(10)));
        const Place place = dice.place();
        const Facts facts = facts_at(place);
        const Explanation explanation = scenario.explain(facts);
        BOOST_REQUIRE(explanation.winner == scenario.decide(facts));
        BOOST_REQUIRE_EQUAL(explanation.candidates.size(), scenario.rules().size());
        for (const Candidate &candidate : explanation.candidates) {
            const Region region = region_of(candidate.rule->when);
            BOOST_REQUIRE_EQUAL(candidate.matched, holds_place(region, place));
            BOOST_REQUIRE_EQUAL(candidate.failed.has_value(), !candidate.matched);
            BOOST_REQUIRE_EQUAL(candidate.because.empty(), !candidate.matched);
            BOOST_REQUIRE_EQUAL(candidate.beaten_by.has_value(),
                                candidate.matched && candidate.rule != explanation.winner);
            if (candidate.failed) {
                std::size_t first = 0;
                while (((region[first] >> place[first]) & 1U) != 0)
                    ++first;
                BOOST_REQUIRE_EQUAL(at(candidate.failed->field), first);
                BOOST_REQUIRE_EQUAL(candidate.failed->has, fact_text(facts, candidate.failed->field));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_loser_names_the_rule_that_beat_it) {
    Dice dice(22);
    for (int round = 0; round < 2'000; ++round) {
        const Scenario scenario(1, 1, dice.rules(5 + dice.below(20), 8));
        const Explanation explanation = scenario.explain(facts_at(dice.place()));
        std::vector<int> beaten;
        for (const Candidate &candidate : explanation.candidates) {
            if (!candidate.beaten_by)
                continue;
            const auto other =
                std::find_if(scenario.rules().begin(), scenario.rules().end(),
                             [&](const Rule &rule) { return rule.id == *candidate.beaten_by; });
            const Region mine = region_of(candidate.rule->when);
            const Region theirs = region_of(other->when);
            const bool inside_it = is_subset(theirs, mine) && !is_subset(mine, theirs);
            BOOST_REQUIRE_EQUAL(inside_it,
                                candidate.because == "rule " + std::to_string(other->id) + " is inside it");
            if (!inside_it) {
                BOOST_REQUIRE(&*other == explanation.winner);
                BOOST_REQUIRE_EQUAL(candidate.because, other->rank == candidate.rule->rank ? "id" : "rank");
            } else if (&*other == explanation.winner) {
                beaten.push_back(candidate.rule->id);
            }
        }
        for (const Candidate &candidate : explanation.candidates) {
            if (candidate.rule == explanation.winner)
                BOOST_REQUIRE_EQUAL_COLLECTIONS(candidate.wins_over.begin(), candidate.wins_over.end(),
                                                beaten.begin(), beaten.end());
            else
                BOOST_REQUIRE(candidate.wins_over.empty());
        }
    }
}

// Every other value of every field is tried: of a number the nearest that leads elsewhere is listed and no
// other; of another field each rule that would win, once.
BOOST_AUTO_TEST_CASE(what_would_change_it_is_what_trying_every_value_finds) {
    Dice dice(23);
    std::array<std::size_t, field_count> listed{};
    std::size_t left = 0; // by changes that the winner does not match any more
    for (int round = 0; round < 4'000; ++round) {
        const std::vector<Rule> rules = dice.rules(1 + dice.below(15), 2 + dice.below(6));
        const Scenario scenario(1, 1, rules);
        const Place place = dice.place();
        const Facts facts = facts_at(place);
        const Explanation explanation = scenario.explain(facts);
        const Rule *now = winner_by_definition(rules, place);
        for (std::size_t f = 0; f < field_count; ++f) {
            const Field field = static_cast<Field>(f);
            std::set<int> winners;
            std::int64_t nearest = -1;
            for (std::size_t value = 0; value < value_count(field); ++value) {
                Place other = place;
                other[f] = value;
                const Rule *then = winner_by_definition(rules, other);
                if (value == place[f] || same_outcome(*then, *now) ||
                    !is_proposed(rules, field, place, value))
                    continue;
                winners.insert(then->id);
                const std::int64_t distance =
                    is_number(field) ? std::abs(number_of(field, value) - number_of(field, place[f])) : 0;
                if (nearest < 0 || distance < nearest)
                    nearest = distance;
            }
            std::set<int> found;
            for (const Change &change : explanation.would_change_if) {
                if (change.field != field)
                    continue;
                ++listed[f];
                left += matches(explanation.winner->when, change.facts) ? 0 : 1;
                BOOST_REQUIRE(scenario.decide(change.facts) == change.rule);
                BOOST_REQUIRE(!same_outcome(*change.rule, *explanation.winner));
                BOOST_REQUIRE_EQUAL(change.from, fact_text(facts, field));
                BOOST_REQUIRE_EQUAL(change.to, fact_text(change.facts, field));
                BOOST_REQUIRE_NE(change.from, change.to);
                for (std::size_t other = 0; other < field_count; ++other) {
                    const Field kept = static_cast<Field>(other);
                    if (kept != field)
                        BOOST_REQUIRE_EQUAL(fact_text(change.facts, kept), fact_text(facts, kept));
                }
                BOOST_REQUIRE(found.insert(change.rule->id).second);
                if (is_number(field))
                    BOOST_REQUIRE_EQUAL(
                        std::abs((field == Field::value    ? change.facts.value - facts.value
                                  : field == Field::weight ? change.facts.weight - facts.weight
                                                           : change.facts.attempt - facts.attempt)),
                        nearest);
            }
            if (is_number(field))
                BOOST_REQUIRE_EQUAL(found.size(), winners.empty() ? 0U : 1U);
            else
                BOOST_REQUIRE_MESSAGE(found == winners, "round " << round << ", " << field_name(field));
        }
    }
    for (std::size_t f = 0; f < field_count; ++f)
        BOOST_TEST(listed[f] > 100U, field_name(static_cast<Field>(f)));
    BOOST_TEST(left > 1'000U);
}

// A parent is nearer than another branch, a known node nearer than the unknown.
BOOST_AUTO_TEST_CASE(of_the_nodes_that_lead_to_a_rule_the_nearest_is_named) {
    Dice dice(24);
    std::size_t compared = 0;
    for (int round = 0; round < 2'000; ++round) {
        const std::vector<Rule> rules = dice.rules(1 + dice.below(15), 2 + dice.below(4));
        const Scenario scenario(1, 1, rules);
        const Place place = dice.place();
        const Facts facts = facts_at(place);
        for (const Change &change : scenario.explain(facts).would_change_if) {
            if (change.field != Field::category)
                continue;
            for (std::size_t value = 0; value < named_paths; ++value) {
                Place other = place;
                other[at(Field::category)] = value;
                const bool named = std::any_of(rules.begin(), rules.end(), [&](const Rule &rule) {
                    return rule.when.category == paths[value] && holds_place(region_of(rule.when), other);
                });
                if (!named || value == place[at(Field::category)] ||
                    scenario.decide(facts_at(other)) != change.rule)
                    continue;
                ++compared;
                BOOST_REQUIRE_LE(steps(facts.category, change.facts.category),
                                 steps(facts.category, paths[value]));
            }
        }
    }
    BOOST_TEST(compared > 100U);
}

BOOST_FIXTURE_TEST_CASE(the_parts_are_written_for_a_reader, Fixture) {
    const Scenario scenario(1, 3, {cheap, dear, everything});
    const Explanation explanation = scenario.explain(facts);
    BOOST_TEST(explanation.winner->id == 7);
    BOOST_TEST(about(explanation, 7).because == "inside rule 1");
    BOOST_TEST(about(explanation, 7).wins_over == std::vector<int>{1}, boost::test_tools::per_element());
    BOOST_TEST(about(explanation, 1).because == "rule 7 is inside it");
    BOOST_TEST(about(explanation, 1).beaten_by.value() == 7);
    const auto failed = about(explanation, 4).failed.value();
    BOOST_TEST(field_name(failed.field) == "value");
    BOOST_TEST(failed.has == "8990.00");
    BOOST_TEST(failed.wants == "[20000.00,)");

    // Where the winner ends is nearer than where another rule begins.
    BOOST_REQUIRE_EQUAL(explanation.would_change_if.size(), 1U);
    const Change &change = explanation.would_change_if.front();
    BOOST_TEST(change.from == "8990.00");
    BOOST_TEST(change.to == "10000.00");
    BOOST_TEST(change.rule->id == 1);
    BOOST_TEST(action_name(change.rule->action) == "hold");
}

BOOST_FIXTURE_TEST_CASE(a_change_to_an_equal_outcome_is_not_listed, Fixture) {
    dear.action = everything.action = cheap.action;
    BOOST_TEST(Scenario(1, 1, {cheap, dear, everything}).explain(facts).would_change_if.empty());
}

BOOST_FIXTURE_TEST_CASE(an_explanation_without_a_winner_lists_what_would_find_one, Fixture) {
    const Scenario scenario(1, 1, {dear});
    const Explanation explanation = scenario.explain(facts);
    BOOST_TEST(explanation.winner == nullptr);
    BOOST_REQUIRE_EQUAL(explanation.would_change_if.size(), 1U);
    BOOST_TEST(explanation.would_change_if.front().rule->id == 4);
}

BOOST_AUTO_TEST_CASE(fields_are_written_as_postgresql_does) {
    Facts facts;
    facts.value = 5;
    BOOST_TEST(fact_text(facts, Field::value) == "0.05");
    BOOST_TEST(fact_text(facts, Field::region) == "unknown");
    Conditions when;
    when.value = Range{-5, 123'456};
    when.weight = Range{Range::no_lower, 500};
    when.attempt = Range{3, 3};
    when.weekdays = Weekdays{0b0010011};
    BOOST_TEST(condition_text(when, Field::value) == "[-0.05,1234.56)");
    BOOST_TEST(condition_text(when, Field::weight) == "(,500)");
    BOOST_TEST(condition_text(when, Field::attempt) == "empty");
    BOOST_TEST(condition_text(when, Field::weekdays) == "{1,2,5}");
}

BOOST_AUTO_TEST_SUITE_END()
