#pragma once

#include "backend/transition/change.hpp"

namespace refusal::backend {

// A refusal at the door of a parcel that was out again: quantities, reason and attempt anew.
void refuse_again_effects(Change &change);

core::Error open_refusal(std::int64_t refusal_id); // RF011

} // namespace refusal::backend
