#pragma once

#include "core/interrupt.hpp"
#include "core/planner.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace refusal::core {

// Parcels that are alike to the planner: the same request, the same destinations to choose from.
struct BatchGroup {
    PlanRequest request{};
    std::vector<std::int32_t> destinations{};
    std::vector<std::size_t> parcels{}; // their places in the batch, ascending
};

// What the batch meets: the planner, within what is full already, and how many more parcels a departure takes.
struct BatchWorld {
    std::function<std::optional<Plan>(const PlanRequest &, const std::vector<std::int32_t> &)> plan;
    std::function<std::int64_t(const FullDeparture &)> room;
};

struct BatchLimits {
    std::size_t searches = 20'000; // of the planner, for the offers
    std::size_t work = 4'000'000;  // of the assignment: nodes of its search times offers
};

struct BatchPlan {
    std::optional<Plan> plan{};       // nothing: there is no room for it on any way
    std::optional<Plan> one_by_one{}; // what it gets where each parcel takes the cheapest that those before it have left
};

struct Batch {
    std::vector<BatchPlan> plans{}; // in the batch's order
    bool is_least = false;          // no other assignment costs less
};

// Assigns the batch as a whole: as many parcels as there is room for, at the least total cost. Each gets a plan that the
// planner makes where some departures are full. Never dearer than one by one.
Batch plan_batch(const std::vector<BatchGroup> &groups, const BatchWorld &world, const BatchLimits &limits,
                 Interrupt interrupt);

} // namespace refusal::core
