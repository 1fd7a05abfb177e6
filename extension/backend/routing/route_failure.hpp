#pragma once

#include "backend/routing/network_cache.hpp"

// Why a parcel cannot get anywhere: the DETAIL of RF006, one sentence a destination.
namespace refusal::backend {

// Of a destination that the planner found no way to.
std::string why_unreachable(const NetworkView &view, const core::PlanRequest &request, std::int32_t destination);

std::string no_route_detail(const NetworkView &view, const core::PlanRequest &request,
                            const std::vector<std::int32_t> &destinations);

} // namespace refusal::backend
