#pragma once

#include "backend/server/postgres.hpp"
#include "core/lint.hpp"

// A scenario judged by the network and the vocabulary as they are.
namespace refusal::backend {

// RF007 where the scenario has errors: with which it would begin at this instant.
void check_scenario(const core::Scenario &scenario, std::int32_t shop_id, TimestampTz from);

} // namespace refusal::backend
