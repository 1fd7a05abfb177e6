#pragma once

#include "core/planner.hpp"

namespace refusal::core {

// Can the request's parcel get there at all? Earlier is never worse for that, so one earliest arrival per
// facility settles it, however many labels the search by cost would make of the same question.
bool reachable(const Network &network, const PlanRequest &request, Network::Index origin,
               Network::Index destination, Interrupt interrupt);

} // namespace refusal::core
