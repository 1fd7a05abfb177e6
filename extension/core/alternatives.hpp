#pragma once

#include "core/scenario.hpp"

#include <array>
#include <vector>

namespace refusal::core {

// What one refusal would have come to had one of its facts been another. Where the others stay as they are,
// only rules that match in all other fields have a say; what they say changes only where one of their
// conditions begins or ends.
class Alternatives {
public:
    Alternatives(const Scenario &scenario, const Facts &facts) : scenario_(scenario), facts_(facts) {}

    void add(const Rule &rule);               // it matches
    void add(const Rule &rule, Field failed); // it matches but for this field

    // By field; those that lead to the winner's own outcome are left out.
    std::vector<Change> changes(const Rule *winner) const;

private:
    using Rules = std::vector<const Rule *>;

    void change_number(const Rule *winner, Field field, const Rules &rules,
                       std::vector<Change> &changes) const;
    void change_choice(const Rule *winner, Field field, const Rules &rules,
                       std::vector<Change> &changes) const;
    std::vector<Facts> choices(Field field, const Rules &rules) const; // nearest first
    std::vector<Facts> texts(Field field, const Rules &rules) const;
    const Rule *flips(const Facts &changed, const Rule *winner) const; // nullptr: it does not
    Change change_to(Facts changed, Field field, const Rule *then) const;

    const Scenario &scenario_;
    const Facts &facts_;
    Rules matching_;
    std::array<Rules, field_count> failing_;
};

} // namespace refusal::core
