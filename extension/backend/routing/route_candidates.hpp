#pragma once

#include "core/network.hpp"

#include <optional>
#include <string>
#include <vector>

// The facilities that a rule or a shop names, and which of them a refusal of that shop may go to.
namespace refusal::backend {

struct RouteCandidate {
    std::string code;
    std::int32_t facility_id = 0; // 0: unknown, or another shop's
    std::string ruled_out;        // empty: it may go there
};

// Codes and kind together: the codes that are of that kind. Codes alone: those; a kind alone: every facility of it.
std::vector<RouteCandidate> route_candidates(const core::Network &network, const std::vector<std::string> &codes,
                                             const std::optional<std::string> &kind, std::int32_t shop_id,
                                             const std::string &supplier);

} // namespace refusal::backend
