#include "random_scenario.hpp"

#include "core/containment.hpp"
#include "core/field_text.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>

using namespace refusal::core;
using namespace refusal::test;

namespace {

// The value nearest to the one the place has that the region holds: the next day, the closest number, the
// node or label itself, the only other choice.
std::size_t nearest_value(const Region &region, Field field, const Place &place) {
    const std::size_t has = place[at(field)];
    const auto holds = [&](std::size_t value) { return ((region[at(field)] >> value) & 1U) != 0; };
    const auto distance = [&](std::size_t value) -> std::int64_t {
        if (field == Field::weekdays)
            return static_cast<std::int64_t>((value + 7 - has) % 7);
        if (field == Field::value || field == Field::weight || field == Field::attempt)
            return std::abs(number_of(field, value) - number_of(field, has));
        return static_cast<std::int64_t>(value); // a node comes before its subtree
    };
    std::size_t best = value_count(field);
    for (std::size_t value = 0; value < value_count(field); ++value) {
        if (holds(value) && (best == value_count(field) || distance(value) < distance(best)))
            best = value;
    }
    return best;
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

BOOST_AUTO_TEST_CASE(what_would_change_it_is_what_the_definition_says) {
    Dice dice(23);
    std::size_t listed = 0;
    for (int round = 0; round < 4'000; ++round) {
        const std::vector<Rule> rules = dice.rules(1 + dice.below(15), 2 + dice.below(6));
        const Scenario scenario(1, 1, rules);
        const Place place = dice.place();
        const Explanation explanation = scenario.explain(facts_at(place));
        const Rule *now = winner_by_definition(rules, place);

        std::set<std::pair<Field, std::string>> expected;
        for (const Rule &rule : rules) {
            const Region region = region_of(rule.when);
            if (is_empty(region) || failing_fields(region, place) != 1)
                continue;
            std::size_t f = 0;
            while (((region[f] >> place[f]) & 1U) != 0)
                ++f;
            const Field field = static_cast<Field>(f);
            Place changed = place;
            changed[f] = nearest_value(region, field, place);
            if (!same_outcome(*winner_by_definition(rules, changed), *now))
                expected.emplace(field, fact_text(facts_at(changed), field));
        }

        std::set<std::pair<Field, std::string>> found;
        for (const Change &change : explanation.would_change_if) {
            BOOST_REQUIRE(found.emplace(change.field, change.to).second);
            BOOST_REQUIRE_EQUAL(change.from, fact_text(facts_at(place), change.field));
            BOOST_REQUIRE_EQUAL(change.to, fact_text(change.facts, change.field));
            BOOST_REQUIRE(scenario.decide(change.facts) == change.rule);
            BOOST_REQUIRE(!same_outcome(*change.rule, *explanation.winner));
            for (std::size_t f = 0; f < field_count; ++f) {
                const Field field = static_cast<Field>(f);
                if (field != change.field)
                    BOOST_REQUIRE_EQUAL(fact_text(change.facts, field), fact_text(facts_at(place), field));
            }
        }
        BOOST_REQUIRE(found == expected);
        listed += found.size();
    }
    BOOST_TEST(listed > 1'000U);
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

    BOOST_REQUIRE_EQUAL(explanation.would_change_if.size(), 1U);
    const Change &change = explanation.would_change_if.front();
    BOOST_TEST(change.from == "8990.00");
    BOOST_TEST(change.to == "20000.00");
    BOOST_TEST(change.rule->id == 4);
    BOOST_TEST(action_name(change.rule->action) == "ask_shop");
}

BOOST_FIXTURE_TEST_CASE(a_change_to_an_equal_outcome_is_not_listed, Fixture) {
    dear.action = cheap.action;
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
