#pragma once

#include "backend/change.hpp"

// What the AFTER STATEMENT trigger does once the rows are in: it writes what the changes brought along and tells the
// listeners. Effects wait here, by event_id, from the BEFORE ROW trigger on.
namespace refusal::backend {

void remember(const Change &change);
void register_effects(); // called from _PG_init: what a transaction leaves behind is dropped with it

// As the tables' owner, for the events that were journalled.
void write_effects(const std::vector<std::int64_t> &event_ids);
void notify_listeners(const std::vector<std::int64_t> &event_ids);
void forget_effects(const std::vector<std::int64_t> &event_ids);

} // namespace refusal::backend
