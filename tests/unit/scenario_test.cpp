#include "random_scenario.hpp"

#include "core/containment.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace refusal::core;
using namespace refusal::test;

namespace {

int id_of(const Rule *rule) {
    return rule == nullptr ? 0 : rule->id;
}

Rule rule_when(int id, const Conditions &when) {
    Rule rule;
    rule.id = id;
    rule.when = when;
    return rule;
}

} // namespace

BOOST_AUTO_TEST_SUITE(scenario)

BOOST_AUTO_TEST_CASE(the_winner_is_the_one_of_the_definition) {
    Dice dice(1);
    for (int round = 0; round < 10'000; ++round) {
        const std::size_t count = round % 500 == 0 ? 200 + dice.below(100) : 1 + dice.below(20);
        const std::size_t looseness = 2 + dice.below(10);
        const std::vector<Rule> rules = dice.rules(count, looseness);
        const Scenario scenario(1, 1, rules);
        for (int i = 0; i < 5; ++i) {
            const Place place = dice.place();
            const Rule *expected = winner_by_definition(rules, place);
            BOOST_REQUIRE_EQUAL(id_of(scenario.decide(facts_at(place))), id_of(expected));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_rule_is_found_by_its_id) {
    Dice dice(7);
    for (int round = 0; round < 200; ++round) {
        const Scenario scenario(1, 1, dice.rules(dice.below(60), 4));
        int greatest = 0;
        for (const Rule &rule : scenario.rules()) {
            BOOST_REQUIRE_EQUAL(scenario.rule(rule.id), &rule);
            greatest = std::max(greatest, rule.id);
        }
        BOOST_REQUIRE(scenario.rule(greatest + 1) == nullptr);
        BOOST_REQUIRE(scenario.rule(0) == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(every_matching_rule_is_found_in_order_of_precedence) {
    Dice dice(2);
    for (int round = 0; round < 500; ++round) {
        const Scenario scenario(1, 1, dice.rules(dice.below(150), 2 + dice.below(12)));
        const Place place = dice.place();
        std::vector<int> expected;
        std::vector<int> found;
        for (const Rule &rule : scenario.rules()) {
            if (holds_place(region_of(rule.when), place))
                expected.push_back(rule.id);
        }
        for (const Rule *rule : scenario.matching(facts_at(place)))
            found.push_back(rule->id);
        BOOST_REQUIRE_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
    }
}

// Enough distinct bounds and nodes for every kind of node in the tree of conditions.
BOOST_AUTO_TEST_CASE(many_rules_of_distinct_values_and_regions_are_told_apart) {
    Dice dice(3);
    std::vector<Rule> rules;
    for (int id = 1; id <= 3'000; ++id) {
        Conditions when;
        if (!dice.one_in(3)) {
            const auto lo = static_cast<std::int64_t>(dice.below(100'000));
            when.value = Range{lo, lo + 1 + static_cast<std::int64_t>(dice.below(5'000))};
        }
        if (!dice.one_in(3))
            when.region = "r" + std::to_string(dice.below(30)) + ".c" + std::to_string(dice.below(40));
        if (!when.value && !when.region)
            when.supplier = "s" + std::to_string(id);
        rules.push_back(rule_when(id, when));
    }
    rules.push_back(rule_when(4'000, {}));
    const Scenario scenario(1, 1, rules);
    for (int round = 0; round < 500; ++round) {
        Facts facts;
        facts.value = static_cast<std::int64_t>(dice.below(110'000));
        facts.region =
            "r" + std::to_string(dice.below(32)) + ".c" + std::to_string(dice.below(42)) + ".street";
        std::vector<const Rule *> matching;
        for (const Rule &rule : scenario.rules()) {
            if (matches(rule.when, facts))
                matching.push_back(&rule);
        }
        const std::vector<const Rule *> found = scenario.matching(facts);
        BOOST_REQUIRE_EQUAL_COLLECTIONS(found.begin(), found.end(), matching.begin(), matching.end());
        const auto winner = std::find_if(matching.begin(), matching.end(), [&](const Rule *rule) {
            return std::none_of(matching.begin(), matching.end(),
                                [&](const Rule *other) { return strictly_inside(other->when, rule->when); });
        });
        BOOST_REQUIRE_EQUAL(id_of(scenario.decide(facts)), id_of(*winner));
    }
}

BOOST_AUTO_TEST_CASE(the_order_in_which_rules_are_given_does_not_matter) {
    Dice dice(4);
    for (int round = 0; round < 300; ++round) {
        std::vector<Rule> rules = dice.rules(30, 6);
        const Scenario scenario(1, 1, rules);
        std::reverse(rules.begin(), rules.end());
        const Scenario reversed(1, 1, rules);
        const Facts facts = facts_at(dice.place());
        BOOST_REQUIRE_EQUAL(id_of(scenario.decide(facts)), id_of(reversed.decide(facts)));
    }
}

BOOST_AUTO_TEST_CASE(adding_a_rule_changes_nothing_outside_its_own_region) {
    Dice dice(5);
    for (int round = 0; round < 2'000; ++round) {
        std::vector<Rule> rules = dice.rules(1 + dice.below(15), 2 + dice.below(8));
        const Scenario before(1, 1, rules);
        rules.push_back(dice.rule(200'000, 3));
        const Scenario after(1, 2, rules);
        for (int i = 0; i < 5; ++i) {
            const Place place = dice.place();
            if (!holds_place(region_of(rules.back().when), place))
                BOOST_REQUIRE_EQUAL(id_of(after.decide(facts_at(place))),
                                    id_of(before.decide(facts_at(place))));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_catch_all_wins_exactly_where_no_other_rule_matches) {
    Dice dice(6);
    for (int round = 0; round < 2'000; ++round) {
        std::vector<Rule> rules = dice.rules(1 + dice.below(10), 2);
        // A rule may come out as a second catch-all; then neither is the only one.
        std::erase_if(rules, [](const Rule &rule) { return rule.id != 1 && is_catch_all(rule.when); });
        const Scenario scenario(1, 1, rules);
        const Place place = dice.place();
        const bool others = std::any_of(rules.begin(), rules.end(), [&](const Rule &rule) {
            return rule.id != 1 && holds_place(region_of(rule.when), place);
        });
        BOOST_REQUIRE_EQUAL(id_of(scenario.decide(facts_at(place))) == 1, !others);
    }
}

BOOST_AUTO_TEST_CASE(without_a_catch_all_nothing_may_win) {
    Conditions cod;
    cod.payment = Payment::cod;
    const Scenario scenario(1, 1, {rule_when(1, cod)});
    BOOST_TEST(scenario.decide(Facts{}) == nullptr);
    BOOST_TEST(Scenario(1, 1, {}).decide(Facts{}) == nullptr);
}

BOOST_AUTO_TEST_CASE(rank_never_overrides_containment) {
    Conditions phones;
    phones.category = "goods.phones";
    Rule outer = rule_when(1, {});
    outer.rank = 0;
    const Rule inner = rule_when(2, phones);
    Facts facts;
    facts.category = "goods.phones.smart";
    BOOST_TEST(id_of(Scenario(1, 1, {outer, inner}).decide(facts)) == 2);
}

BOOST_AUTO_TEST_CASE(a_range_of_all_that_can_occur_is_no_condition) {
    Conditions any_value;
    any_value.value = Range{0, Range::no_upper};
    Conditions any_day;
    any_day.weekdays = every_day;
    Rule value = rule_when(1, any_value);
    Rule day = rule_when(2, any_day);
    Rule nothing = rule_when(3, {});
    nothing.rank = 1;
    // The three are one region, so rank decides.
    BOOST_TEST(id_of(Scenario(1, 1, {value, day, nothing}).decide(Facts{})) == 3);
}

BOOST_AUTO_TEST_CASE(a_moved_scenario_still_decides) {
    Dice dice(7);
    const std::vector<Rule> rules = dice.rules(50, 4);
    Scenario scenario(1, 1, rules);
    const Place place = dice.place();
    const int before = id_of(scenario.decide(facts_at(place)));
    const Scenario moved = std::move(scenario);
    BOOST_TEST(id_of(moved.decide(facts_at(place))) == before);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(containment)

BOOST_AUTO_TEST_CASE(the_relations_are_those_of_the_sets) {
    Dice dice(8);
    for (int round = 0; round < 40'000; ++round) {
        const std::size_t looseness = 2 + dice.below(12);
        const Conditions a = dice.conditions(looseness);
        const Conditions b = dice.one_in(10) ? a : dice.conditions(looseness);
        const Region of_a = region_of(a);
        const Region of_b = region_of(b);
        Region both{};
        for (std::size_t f = 0; f < both.size(); ++f)
            both[f] = of_a[f] & of_b[f];
        BOOST_REQUIRE_EQUAL(never_matches(a), is_empty(of_a));
        BOOST_REQUIRE_EQUAL(is_catch_all(a), of_a == region_of({}));
        BOOST_REQUIRE_EQUAL(inside(a, b), is_subset(of_a, of_b));
        BOOST_REQUIRE_EQUAL(strictly_inside(a, b), is_subset(of_a, of_b) && !is_subset(of_b, of_a));
        BOOST_REQUIRE_EQUAL(overlap(a, b), !is_empty(both));
    }
}

BOOST_AUTO_TEST_CASE(a_condition_never_matches_the_unknown) {
    Dice dice(9);
    for (int round = 0; round < 5'000; ++round) {
        const Conditions when = dice.conditions(3);
        const Place place = dice.place();
        BOOST_REQUIRE_EQUAL(matches(when, facts_at(place)), holds_place(region_of(when), place));
    }
}

BOOST_AUTO_TEST_CASE(a_node_does_not_cover_its_namesakes) {
    BOOST_TEST(covers("a", "a"));
    BOOST_TEST(covers("a", "a.b"));
    BOOST_TEST(!covers("a", "ab"));
    BOOST_TEST(!covers("a.b", "a"));
}

BOOST_AUTO_TEST_CASE(an_outcome_is_the_same_whatever_the_rule_is_called) {
    Rule a;
    a.destinations = {"FF-1", "FF-2"};
    Rule b = a;
    b.id = 9;
    b.name = "another";
    b.rank = 3;
    b.when.reason = "refused";
    b.destinations = {"FF-2", "FF-1"};
    BOOST_TEST(same_outcome(a, b));
    b.attempt_cap = 2;
    BOOST_TEST(!same_outcome(a, b));
    b = a;
    b.redeliver_margin = 0;
    BOOST_TEST(!same_outcome(a, b));
    b = a;
    b.destinations.pop_back();
    BOOST_TEST(!same_outcome(a, b));
}

BOOST_AUTO_TEST_SUITE_END()
