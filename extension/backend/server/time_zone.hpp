#pragma once

#include "backend/server/spi.hpp"
#include "core/time.hpp"

namespace refusal::backend {

// A time zone as `AT TIME ZONE` knows it, from two years ago to twelve years ahead.
std::shared_ptr<const core::Zone> load_zone(const std::string &name);

} // namespace refusal::backend
