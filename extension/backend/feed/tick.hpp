#pragma once

#include "core/feed.hpp"

namespace refusal::backend {

// The operators' channel, or each shop's own as well: where a relay ticks, writers tell nobody.
enum class Announce { nobody, operators, shops_too };

// Since the last tick. Whoever does not know makes the tick look first.
enum class Journalled { perhaps, yes };

// Ticks, in a transaction that does nothing else. False: nothing was journalled since the last tick. `told` is up to
// where the shops have been told of the feed, before and after: whoever else has ticked since did not tell them.
bool tick(Journalled journalled, Announce announce, core::FeedPosition *told = nullptr);

// Tells operators and shops how far the feed has come, and what it brought after `since`. False: the queue of
// notifications is full.
bool announce_since(const core::FeedPosition &since);

} // namespace refusal::backend
