#pragma once

#include "backend/spi.hpp"
#include "core/feed.hpp"

// refusal.feed_position between SQL and C++.
namespace refusal::backend {

core::FeedPosition position_of(Datum datum);
Value position_value(const core::FeedPosition &position);

} // namespace refusal::backend
