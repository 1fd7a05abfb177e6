#pragma once

#include "core/assignment.hpp"

#include <vector>

namespace refusal::core {

// What a node of the search knows of each choice.
struct Limits {
    Choice least{};
    Choice most{};
};

struct FlowSolution {
    bool feasible = false;
    Money cost = 0; // with the prices of the places taken; the room's own price is not taken off
    Choice choice{};
};

// The assignment problem, relaxed: an offer takes a place on one of its departures alone, the scarcest, and pays a price
// for its places on the others. That is a flow of least cost, which is found exactly and in whole parcels.
FlowSolution cheapest_flow(const AssignmentProblem &problem, const Limits &limits, const std::vector<Money> &prices);

// The departure that the relaxation counts; `offer` has one.
std::uint32_t counted_departure(const AssignmentProblem &problem, const Offer &offer);

} // namespace refusal::core
