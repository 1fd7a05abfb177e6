#pragma once

#include "core/planner.hpp"

#include <optional>
#include <vector>

// The planner's contract in its plainest words: try every walk up to so many legs and keep the best. It
// shares no code with the planner, not even the arithmetic. For whole minutes: hours, offsets and their
// changes are multiples of a quarter of an hour.
namespace brute_force {

using refusal::core::Facility;
using refusal::core::Lane;
using refusal::core::Plan;
using refusal::core::PlanRequest;

struct World {
    std::vector<Facility> facilities;
    std::vector<Lane> lanes;
    // What each facility's zone was made of, by place in `facilities`.
    std::vector<std::vector<refusal::core::Zone::Change>> changes;
};

// Negative: left is the better plan. Of the same lanes any sorting place will do.
int compare(const Plan &left, const Plan &right);

std::optional<Plan> best_walk(const World &world, const PlanRequest &request, std::int32_t destination,
                              std::size_t max_legs);

// The plan of just these lanes, sorted after so many legs (-1: never); nothing where it cannot be done.
std::optional<Plan> walk(const World &world, const PlanRequest &request,
                         const std::vector<std::int32_t> &lane_ids, int sorted_after,
                         std::int32_t destination);

} // namespace brute_force
