#include "random_scenario.hpp"

#include "core/containment.hpp"
#include "core/lint.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

using namespace refusal::core;
using namespace refusal::test;

namespace {

constexpr unsigned seed = 20261;

std::vector<Finding> findings(const Scenario &scenario, LintScope scope = {}) {
    std::vector<Finding> found;
    lint(
        scenario, scope, [&](Finding finding) { found.push_back(std::move(finding)); }, nullptr);
    return found;
}

// A scenario whose rules look at a few fields only, so that every refusal they can tell apart is listed.
struct SmallScenario {
    std::vector<Field> fields;
    std::vector<Rule> rules;
    std::vector<Region> regions;
    std::set<std::vector<std::size_t>> matches; // every set of rules that some refusal matches

    SmallScenario(Dice &dice, std::size_t field_number) {
        while (fields.size() < field_number) {
            const auto field = static_cast<Field>(dice.below(field_count));
            if (std::find(fields.begin(), fields.end(), field) == fields.end())
                fields.push_back(field);
        }
        rules = dice.rules(dice.below(13), 1 + dice.below(3));
        if (dice.one_in(3))
            rules.pop_back(); // the catch-all
        for (Rule &rule : rules) {
            forget_others(rule.when);
            rule.action = static_cast<Action>(dice.below(2));
        }
        for (const Rule &rule : rules)
            regions.push_back(region_of(rule.when));
        list(0, {});
    }

    bool inside(std::size_t inner, std::size_t outer) const {
        return is_subset(regions[inner], regions[outer]) && !is_subset(regions[outer], regions[inner]);
    }
    bool precedes(std::size_t a, std::size_t b) const {
        const auto key = [&](std::size_t i) {
            return std::tuple(!rules[i].rank, rules[i].rank.value_or(0), rules[i].id);
        };
        return key(a) < key(b);
    }

    std::vector<std::size_t> left_over(const std::vector<std::size_t> &matching) const {
        std::vector<std::size_t> left;
        std::copy_if(matching.begin(), matching.end(), std::back_inserter(left), [&](std::size_t outer) {
            return std::none_of(matching.begin(), matching.end(),
                                [&](std::size_t inner) { return inside(inner, outer); });
        });
        return left;
    }

private:
    bool uses(Field field) const { return std::find(fields.begin(), fields.end(), field) != fields.end(); }

    void forget_others(Conditions &when) const {
        const auto forget = [&](Field field, auto &condition) {
            if (!uses(field))
                condition.reset();
        };
        forget(Field::reason, when.reason);
        forget(Field::category, when.category);
        forget(Field::region, when.region);
        forget(Field::supplier, when.supplier);
        forget(Field::facility, when.facility);
        forget(Field::courier, when.courier);
        forget(Field::outcome, when.outcome);
        forget(Field::payment, when.payment);
        forget(Field::value, when.value);
        forget(Field::weight, when.weight);
        forget(Field::attempt, when.attempt);
        forget(Field::weekdays, when.weekdays);
    }

    void list(std::size_t from, Place place) {
        if (from == fields.size()) {
            std::vector<std::size_t> matching;
            for (std::size_t i = 0; i < rules.size(); ++i) {
                if (holds_place(regions[i], place))
                    matching.push_back(i);
            }
            matches.insert(std::move(matching));
            return;
        }
        for (std::size_t value = 0; value < value_count(fields[from]); ++value) {
            place[at(fields[from])] = value;
            list(from + 1, place);
        }
    }
};

// A finding without its witness and words: severity, name, rules in ascending order of id.
using Key = std::tuple<std::string, std::string, int, int>;

Key key(std::string_view severity, std::string_view name, const Rule *a = nullptr, const Rule *b = nullptr) {
    const int x = a == nullptr ? 0 : a->id;
    const int y = b == nullptr ? 0 : b->id;
    return {std::string(severity), std::string(name), b == nullptr ? x : std::min(x, y),
            b == nullptr ? 0 : std::max(x, y)};
}

// Everything that the regions of the rules show, by looking at every refusal.
std::set<Key> by_enumeration(const SmallScenario &small) {
    const std::vector<Rule> &rules = small.rules;
    std::map<std::pair<std::size_t, std::size_t>, bool> contests; // does the id decide?
    std::set<std::size_t> winners;
    bool gap = false;
    for (const std::vector<std::size_t> &matching : small.matches) {
        const std::vector<std::size_t> left = small.left_over(matching);
        gap = gap || left.empty();
        if (left.empty())
            continue;
        const std::size_t winner = *std::min_element(
            left.begin(), left.end(), [&](std::size_t a, std::size_t b) { return small.precedes(a, b); });
        winners.insert(winner);
        for (std::size_t i = 0; i < left.size(); ++i) {
            for (std::size_t j = i + 1; j < left.size(); ++j) {
                if (rules[left[i]].rank == rules[left[j]].rank)
                    contests[{left[i], left[j]}] |= rules[left[i]].rank == rules[winner].rank;
            }
        }
    }
    std::set<Key> expected;
    for (const auto &[pair, decides] : contests) {
        const Rule &a = rules[pair.first];
        const Rule &b = rules[pair.second];
        if (same_outcome(a, b))
            expected.insert(key("warning", "overlap", &a, &b));
        else
            expected.insert(key(decides ? "error" : "warning", "conflict", &a, &b));
    }
    std::vector<const Rule *> all;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (!winners.contains(i))
            expected.insert(key("warning", "never_wins", &rules[i]));
        if (is_empty(small.regions[i]))
            expected.insert(key("error", "empty_condition", &rules[i]));
        if (small.regions[i] == region_of({}))
            all.push_back(&rules[i]);
    }
    if (all.empty())
        expected.insert(key("error", "no_catch_all"));
    if (gap)
        expected.insert(key("error", "gap"));
    return expected;
}

bool matches_both(const Scenario &scenario, const Finding &finding) {
    const std::vector<const Rule *> matching = scenario.matching(*finding.witness);
    return std::count(matching.begin(), matching.end(), finding.rule_a) == 1 &&
           std::count(matching.begin(), matching.end(), finding.rule_b) == 1 &&
           std::none_of(matching.begin(), matching.end(), [&](const Rule *rule) {
               return strictly_inside(rule->when, finding.rule_a->when) ||
                      strictly_inside(rule->when, finding.rule_b->when);
           });
}

// Does the live code decide the witness as the finding says?
bool shown(const Scenario &scenario, const Finding &finding) {
    if (finding.name == "empty_condition")
        return !finding.witness;
    if (!finding.witness)
        return finding.name == "no_catch_all" || (finding.name == "never_wins" && finding.rule_b == nullptr);
    const Rule *winner = scenario.decide(*finding.witness);
    if (finding.name == "gap" || finding.name == "no_catch_all")
        return winner == nullptr && scenario.matching(*finding.witness).empty();
    if (finding.name == "conflict")
        return matches_both(scenario, finding) && !same_outcome(*finding.rule_a, *finding.rule_b) &&
               (winner->rank == finding.rule_a->rank) == (finding.severity == Severity::error);
    if (finding.name == "overlap")
        return matches_both(scenario, finding) && same_outcome(*finding.rule_a, *finding.rule_b);
    if (finding.name == "never_wins")
        return matches(finding.rule_a->when, *finding.witness) && winner != finding.rule_a;
    return true;
}

// "... loses to ... 3, 5 and 8 where it matches": at every refusal one of these is inside it, or comes before
// it and is not dropped for another one that does not drop both.
bool truly_shadowed(const SmallScenario &small, const Finding &finding) {
    if (finding.message.find(" more ") != std::string::npos)
        return true; // the message does not name them all
    std::set<int> named;
    std::istringstream words(finding.message.substr(finding.message.find("rule", 5)));
    for (std::string word; words >> word;) {
        if (std::isdigit(static_cast<unsigned char>(word.front())) != 0)
            named.insert(std::stoi(word));
    }
    const auto position = [&](int id) {
        return static_cast<std::size_t>(std::find_if(small.rules.begin(), small.rules.end(),
                                                     [&](const Rule &rule) { return rule.id == id; }) -
                                        small.rules.begin());
    };
    const std::size_t beaten = position(finding.rule_a->id);
    return std::all_of(
        small.matches.begin(), small.matches.end(), [&](const std::vector<std::size_t> &matching) {
            const auto holds = [&](std::size_t rule) {
                return std::find(matching.begin(), matching.end(), rule) != matching.end();
            };
            return !holds(beaten) || std::any_of(named.begin(), named.end(), [&](int id) {
                const std::size_t other = position(id);
                const bool dropped = std::any_of(matching.begin(), matching.end(),
                                                 [&](std::size_t rule) { return small.inside(rule, other); });
                const bool before = small.precedes(other, beaten) &&
                                    (!dropped || small.regions[other] == small.regions[beaten]);
                return holds(other) && (small.inside(other, beaten) || before);
            });
        });
}

bool is_about_regions(const Finding &finding) {
    static const std::set<std::string_view> names{"conflict",        "overlap",      "never_wins",
                                                  "empty_condition", "no_catch_all", "gap"};
    return names.contains(finding.name);
}

} // namespace

BOOST_AUTO_TEST_SUITE(lint)

BOOST_AUTO_TEST_CASE(it_finds_exactly_what_looking_at_every_refusal_finds) {
    BOOST_TEST_MESSAGE("seed " << seed);
    Dice dice(seed);
    std::map<std::string, int> seen;
    constexpr int rounds = 6'000;
    for (int round = 0; round < rounds; ++round) {
        const SmallScenario small(dice, 1 + dice.below(round % 20 == 0 ? 4 : 3));
        const Scenario scenario(1, 1, small.rules);
        const std::set<Key> expected = by_enumeration(small);
        std::set<Key> found;
        for (const Finding &finding : findings(scenario)) {
            if (!is_about_regions(finding))
                continue;
            ++seen[std::string(severity_name(finding.severity)) + ' ' + std::string(finding.name)];
            const bool pair = finding.name != "never_wins";
            const Key known = key(severity_name(finding.severity), finding.name, finding.rule_a,
                                  pair ? finding.rule_b : nullptr);
            BOOST_REQUIRE_MESSAGE(expected.contains(known),
                                  "round " << round << ", a false alarm: " << finding.message);
            BOOST_REQUIRE_MESSAGE(found.insert(known).second,
                                  "round " << round << ", twice: " << finding.message);
            BOOST_REQUIRE_MESSAGE(shown(scenario, finding),
                                  "round " << round << ", the witness does not show it: " << finding.message);
            if (finding.name == "never_wins" && finding.witness)
                BOOST_REQUIRE_MESSAGE(truly_shadowed(small, finding),
                                      "round " << round << ": " << finding.message);
        }
        for (const Key &missed : expected)
            BOOST_REQUIRE_MESSAGE(found.contains(missed),
                                  "round " << round << ", missed: " << std::get<0>(missed) << ' '
                                           << std::get<1>(missed) << ' ' << std::get<2>(missed) << ' '
                                           << std::get<3>(missed));
    }
    for (const auto &[name, times] : seen)
        BOOST_TEST_MESSAGE(name << ": " << times << " in " << rounds << " scenarios");
    for (const char *name : {"error conflict", "warning conflict", "warning overlap", "warning never_wins",
                             "error empty_condition", "error no_catch_all", "error gap"})
        BOOST_TEST(seen[name] > 50, name);
}

// Ten thousand rules that leave the catch-all nothing, and then one refusal.
BOOST_AUTO_TEST_CASE(many_rules_that_fit_together_leave_no_hole_and_one_that_is_missing_does) {
    constexpr int side = 100;
    std::vector<Rule> rules;
    for (int i = 0; i < side * side; ++i) {
        Rule &rule = rules.emplace_back();
        rule.id = i + 2;
        const auto range = [](int n) { return Range{n * 10, n + 1 == side ? Range::no_upper : n * 10 + 10}; };
        rule.when.value = range(i % side);
        rule.when.weight = range(i / side);
    }
    rules.emplace_back().id = 1;
    const auto never_win = [](const Scenario &scenario) {
        std::vector<int> ids;
        for (const Finding &finding : findings(scenario)) {
            if (finding.name == "never_wins")
                ids.push_back(finding.rule_a->id);
        }
        return ids;
    };
    BOOST_TEST(never_win(Scenario(1, 1, rules)) == std::vector<int>{1}, boost::test_tools::per_element());
    const Rule missing = rules[4'242];
    rules.erase(rules.begin() + 4'242);
    BOOST_TEST(never_win(Scenario(1, 1, rules)).empty());
    rules.pop_back();
    const Scenario without(1, 1, rules);
    const std::vector<Finding> found = findings(without);
    const auto gap =
        std::find_if(found.begin(), found.end(), [](const Finding &f) { return f.name == "gap"; });
    BOOST_REQUIRE(gap != found.end());
    BOOST_TEST(matches(missing.when, *gap->witness));
    BOOST_TEST(without.matching(*gap->witness).empty());
}

// What no rule names is a reason only where the vocabulary has one left.
BOOST_AUTO_TEST_CASE(the_reasons_there_are_settle_whether_one_is_left) {
    Rule late;
    late.id = 1;
    late.when.reason = "refused";
    Rule lost = late;
    lost.id = 2;
    lost.when.reason = "carrier";
    const Scenario scenario(1, 1, {late, lost});
    const auto gap = [&](std::vector<std::string> reasons) -> Text {
        LintScope scope;
        scope.reasons = std::move(reasons);
        for (const Finding &finding : findings(scenario, scope)) {
            if (finding.name == "gap")
                return finding.witness->reason;
        }
        return "none";
    };
    BOOST_TEST(gap({"refused", "refused.late", "carrier"}).value() == "none");
    BOOST_TEST(gap({"refused", "refused.late", "carrier", "returned"}).value() == "returned");
    BOOST_TEST(!gap({}).has_value());
}

BOOST_AUTO_TEST_CASE(a_cancelled_lint_stops) {
    struct Cancelled {};
    Rule wide;
    wide.id = 1;
    wide.when.value = Range{5, 10};
    Rule tall = wide;
    tall.id = 2;
    tall.when.value = Range{7, 12};
    const Scenario scenario(1, 1, {wide, tall});
    BOOST_CHECK_THROW(refusal::core::lint(
                          scenario, {}, [](const Finding &) {}, [] { throw Cancelled(); }),
                      Cancelled);
}

BOOST_AUTO_TEST_SUITE_END()
