#pragma once

#include "core/conditions.hpp"
#include "core/rule.hpp"

#include <optional>
#include <string>
#include <vector>

namespace refusal::core {

// What one rule made of the facts.
struct Candidate {
    // A rule that does not match: the first field that rules it out, as field_text.hpp writes it.
    struct Mismatch {
        Field field;
        std::string has;
        std::string wants;
    };

    const Rule *rule = nullptr;
    bool matched = false;
    std::vector<int> wins_over; // the winner only: the matching rules it is strictly inside of
    std::string because;        // a matching rule: what made it win or lose ("id": the ranks are equal)
    std::optional<int> beaten_by;
    std::optional<Mismatch> failed;
};

// The smallest change of one fact that would have led to another outcome: of a number the nearest value that does,
// of another field the nearest for each rule that would win then.
struct Change {
    Field field;
    std::string from;
    std::string to;
    Facts facts;                // with the change made
    const Rule *rule = nullptr; // which would win then
};

// Points into the scenario that made it.
struct Explanation {
    const Rule *winner = nullptr; // null only when the scenario has no catch-all
    std::vector<Candidate> candidates;
    std::vector<Change> would_change_if;
};

} // namespace refusal::core
