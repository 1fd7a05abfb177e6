#pragma once

#include "deliver/endpoint.hpp"

#include <map>
#include <memory>
#include <string>

namespace refusal::client {

// In Prometheus' text format.
std::string metrics_of(const std::map<int, std::shared_ptr<Endpoint>> &endpoints, bool connected);

} // namespace refusal::client
