#pragma once

#include "backend/server/spi.hpp"
#include "core/feed.hpp"

// refusal.feed_position between SQL and C++.
namespace refusal::backend {

core::FeedPosition position_of(Datum datum);
Value position_value(const core::FeedPosition &position);
// For a statement's parameter $n::refusal.feed_position, declared as text: the type's OID is another one after the
// extension was created anew.
Value position_parameter(const core::FeedPosition &position);

} // namespace refusal::backend
