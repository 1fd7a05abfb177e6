#pragma once

#include "backend/transition/change.hpp"

// What the AFTER STATEMENT trigger does once the rows are in: it writes what the changes brought along and tells the
// listeners. Effects wait here, by event_id, from the BEFORE ROW trigger on.
namespace refusal::backend {

void remember(const Change &change);
// Rows that the change with this event_id went through before it, the oldest first: they are journalled with it.
std::span<const Row *const> rows_before(std::int64_t event_id) noexcept;
std::size_t remembered();
void register_effects(); // called from _PG_init: what a transaction leaves behind is dropped with it

// As the tables' owner, for the events that were journalled; their listeners are told.
void write_effects(const std::vector<std::int64_t> &event_ids);

// The journal and the effects of changes whose rows were written straight, as the owner; what the session does next sees
// all of it. Each is left without its effects.
void write_what_follows(std::span<Change *const> changes);

} // namespace refusal::backend
