#pragma once

#include "backend/routing/network_cache.hpp"

// Which departures have room, and the cheapest plans that use no other. A departure's places are rows of
// refusal.reservation. They are read as they are in that moment, those of transactions under way included: a place that
// is being taken is taken, and one that is being given up is not free before that has committed.
namespace refusal::backend {

using Holders = std::set<std::int64_t>; // refusals whose places are open to whoever asks

// False: no departure is bounded, and none was. Such a network asks nothing more of this file.
bool capacity_matters();

struct BoundedLeg {
    core::FullDeparture departure; // that may become full
    std::int32_t leg_no = 0;       // counted from 1
};
std::vector<BoundedLeg> bounded_legs(const core::Plan &plan);

// A place of a departure that is free: the one after the last, or a lower one; one beyond the capacity where none is.
std::int32_t free_place(const core::FullDeparture &departure);
std::int32_t places_taken_above(const core::FullDeparture &departure, std::int32_t place);

// How many more parcels a departure takes.
std::int32_t room_of(const core::FullDeparture &departure, const Holders &mine);

// As the planner's calls of these names, within what is not full. What was found to be full is left in the request.
std::optional<core::Plan> cheapest_with_room(const NetworkView &view, core::PlanRequest &request,
                                             const std::vector<std::int32_t> &destinations,
                                             const Holders &mine);
std::vector<core::Plan> plans_with_room(const NetworkView &view, core::PlanRequest &request,
                                        const std::vector<std::int32_t> &destinations,
                                        const Holders &mine);

} // namespace refusal::backend
