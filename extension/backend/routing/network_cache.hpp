#pragma once

#include "backend/server/spi.hpp"
#include "core/planner.hpp"

// The return network, loaded once per backend and again when it changed. It holds every shop's facilities: who may use
// which is checked on the caller's key, so what one role has loaded serves another and tells it nothing.
namespace refusal::backend {

// Hold the view while you use what it points to: the next call of network() may find that the network has changed.
struct NetworkView {
    std::shared_ptr<const core::Network> network;
    std::shared_ptr<core::Planner> planner;
};

NetworkView network();

} // namespace refusal::backend
