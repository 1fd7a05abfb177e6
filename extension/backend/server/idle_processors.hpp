#pragma once

#include <optional>

namespace refusal::backend {

// The part of the machine's processors that had nothing to do since it was last asked. Nothing: that was less
// than a tenth of a second ago, or the system does not say.
std::optional<double> idle_processors();

} // namespace refusal::backend
