#pragma once

namespace refusal::backend {

// The operators' channel, or each shop's own as well: where a relay ticks, writers tell nobody.
enum class Announce { operators, shops_too };

// Ticks, in a transaction that does nothing else. False: nothing was journalled since the last tick.
bool tick(Announce announce);

} // namespace refusal::backend
