#pragma once

#include "backend/server/spi.hpp"
#include "core/scenario.hpp"

// Scenarios, compiled once per backend and again when a shop's settings changed.
namespace refusal::backend {

// nullptr: no such scenario.
std::shared_ptr<const core::Scenario> scenario(std::int32_t scenario_id);

// The one that decides the shop's refusals at an instant; nullptr: none does.
std::shared_ptr<const core::Scenario> active_scenario(std::int32_t shop_id, TimestampTz at);

} // namespace refusal::backend
