// decision RULES SECONDS: nanoseconds that Scenario::decide() takes over so many rules. They are what a shop would
// write as it grows: more of the same kinds of rule, about more categories, regions, suppliers and couriers.

#include "core/scenario.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace {

using namespace refusal::core;

std::string word(const char *kind, int number) { return kind + std::to_string(number); }

// One of four is about a category, and so on; some look at the value or the weight besides, or at two at once.
Rule rule_of(int number, int words) {
    Rule rule;
    rule.id = number;
    rule.rank = number;
    const int about = number / 4 % words;
    const int besides = number * 7 % words;
    switch (number % 4) {
    case 0: rule.when.category = word("goods.c", about); break;
    case 1: rule.when.region = word("land.r", about); break;
    case 2: rule.when.supplier = word("supplier-", about); break;
    default: rule.when.courier = word("courier-", about); break;
    }
    if (number % 8 == 0)
        rule.when.region = word("land.r", besides);
    if (number % 3 == 0)
        rule.when.value = Range{number % 100 * 1000, number % 100 * 1000 + 500'000};
    if (number % 5 == 0)
        rule.when.weight = Range{number % 50 * 100, Range::no_upper};
    return rule;
}

Scenario scenario_of(int count, int words) {
    std::vector<Rule> rules;
    for (int number = 1; number < count; ++number)
        rules.push_back(rule_of(number, words));
    Rule rest;
    rest.id = count;
    rules.push_back(rest);
    return {1, 1, std::move(rules)};
}

std::vector<Facts> refusals(int words) {
    std::mt19937 random(1); // NOLINT: the same ones in every run
    const auto draw = [&](int below) { return std::uniform_int_distribution<int>(0, below - 1)(random); };
    std::vector<Facts> drawn(1000);
    for (Facts &facts : drawn) {
        facts.reason = "refused.changed_mind";
        facts.category = word("goods.c", draw(words));
        facts.region = word("land.r", draw(words));
        facts.supplier = word("supplier-", draw(words));
        facts.courier = word("courier-", draw(words));
        facts.facility = word("F-", draw(1000));
        facts.value = draw(1'000'000);
        facts.weight = draw(20'000);
        facts.weekday = 1 + draw(7);
    }
    return drawn;
}

} // namespace

int main(int argc, char **argv) {
    using Clock = std::chrono::steady_clock;
    if (argc != 3) {
        std::fputs("usage: decision RULES SECONDS\n", stderr);
        return 2;
    }
    const int count = std::atoi(argv[1]);
    const int words = count / 4 + 1;
    const Scenario scenario = scenario_of(count, words);
    const std::vector<Facts> asked = refusals(words);
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::seconds(std::atoi(argv[2]));
    long decided = 0;
    long sum = 0; // of what came out, so that it has to
    while (Clock::now() < end)
        for (const Facts &facts : asked) {
            sum += scenario.decide(facts)->id;
            ++decided;
        }
    const std::chrono::duration<double, std::nano> took = Clock::now() - begin;
    std::printf("%.1f\n", took.count() / static_cast<double>(decided));
    return sum > 0 ? 0 : 1;
}
