#pragma once

#include "core/network.hpp"
#include "core/scenario.hpp"

#include <string>
#include <vector>

namespace refusal::backend {

// What keeps a scenario from being activated, a sentence each; none: nothing does.
std::vector<std::string> scenario_errors(const core::Scenario &scenario, const core::Network &network,
                                         std::int32_t shop_id);

} // namespace refusal::backend
