#pragma once

#include "backend/server/spi.hpp"
#include "core/planner.hpp"

// Plans as SQL and JSON show them, and back.
namespace refusal::backend {

Value breakdown_value(const core::Plan &plan); // jsonb

Value legs_value(const core::Network &network, const core::Plan &plan); // refusal.leg[]
std::vector<core::Leg> legs_of(const core::Network &network, Datum legs);

nlohmann::json legs_json(const core::Network &network, const std::vector<core::Leg> &legs);

} // namespace refusal::backend
