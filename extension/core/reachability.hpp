#pragma once

#include "core/planner.hpp"

#include <span>
#include <vector>

namespace refusal::core {

// Can the request's parcel get there at all? Earlier is never worse for that, so one earliest arrival per
// facility settles it, however many labels the search by cost would make of the same question.
bool reachable(const Network &network, const PlanRequest &request, Network::Index origin,
               Network::Index destination, Interrupt interrupt);

// The same from any of several origins, and for every facility at once: one flag for each.
std::vector<bool> reachable_from(const Network &network, const PlanRequest &request,
                                 std::span<const Network::Index> origins, Interrupt interrupt);

} // namespace refusal::core
