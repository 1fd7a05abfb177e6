#pragma once

namespace refusal::backend {

// The operators' channel, or each shop's own as well: where a relay ticks, writers tell nobody.
enum class Announce { operators, shops_too };

// Since the last tick. Whoever does not know makes the tick look first.
enum class Journalled { perhaps, yes };

// Ticks, in a transaction that does nothing else. False: nothing was journalled since the last tick.
bool tick(Journalled journalled, Announce announce);

} // namespace refusal::backend
