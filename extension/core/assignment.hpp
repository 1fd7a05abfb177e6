#pragma once

#include "core/interrupt.hpp"
#include "core/money.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace refusal::core {

// One way for a parcel of a group, with the scarce departures it takes a place on, by index.
struct Offer {
    Money cost = 0;
    std::vector<std::uint32_t> departures{}; // ascending
};

// Parcels that are alike: whatever is an offer to one of them is an offer to each, at the same cost.
struct Group {
    std::int64_t parcels = 0;
    std::vector<Offer> offers{};
};

struct AssignmentProblem {
    std::vector<Group> groups{};
    std::vector<std::int64_t> room{}; // by departure
};

// How many parcels of each group take each of its offers.
using Choice = std::vector<std::vector<std::int64_t>>;

struct Assignment {
    Choice choice{};
    Money cost = 0;
    Money at_least = 0; // no assignment costs less
    bool found = false; // false: there is none, or none was found
};

bool is_within_room(const AssignmentProblem &problem, const Choice &choice);
Money cost_of(const AssignmentProblem &problem, const Choice &choice);

// The assignment of least total cost. `known`, where it is within the room, is where to begin: what is returned never
// costs more. The search ends after so many nodes; where it ended before that, the cost is the least there is.
Assignment assign(const AssignmentProblem &problem, const Choice &known, std::size_t max_nodes, Interrupt interrupt);

} // namespace refusal::core
