#pragma once

#include "backend/network_cache.hpp"

// Which departures have room, and the cheapest plans that use no other. A departure's places are rows of
// refusal.reservation. They are read as they are in that moment, those of transactions under way included: a place that
// is being taken is taken, and one that is being given up is not free before that has committed.
namespace refusal::backend {

inline constexpr std::int64_t nobody = 0;

// False: no departure is bounded, and none was. Such a network asks nothing more of this file.
bool capacity_matters();

struct BoundedLeg {
    core::FullDeparture departure; // that may become full
    std::int32_t leg_no = 0;       // counted from 1
};
std::vector<BoundedLeg> bounded_legs(const core::Plan &plan);

// The lowest place of a departure that is free, whatever its capacity.
std::int32_t first_free_place(const core::FullDeparture &departure);
std::int32_t places_taken_above(const core::FullDeparture &departure, std::int32_t place);

// How many more parcels a departure takes.
std::int32_t room_of(const core::FullDeparture &departure);

// As the planner's calls of these names, within what is not full. What was found to be full is left in the request.
// The places that a refusal holds itself are open to it.
std::optional<core::Plan> cheapest_with_room(const NetworkView &view, core::PlanRequest &request,
                                             const std::vector<std::int32_t> &destinations,
                                             std::int64_t refusal_id = nobody);
std::vector<core::Plan> plans_with_room(const NetworkView &view, core::PlanRequest &request,
                                        const std::vector<std::int32_t> &destinations,
                                        std::int64_t refusal_id = nobody);

} // namespace refusal::backend
