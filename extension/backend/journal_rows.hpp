#pragma once

#include "backend/postgres.hpp"

#include <vector>

// The lines of the journal that a statement's changed rows make.
namespace refusal::backend {

// Journals the trigger's new rows in the order of their event ids, which it returns. `role` did it; the caller of this
// acts as the tables' owner.
std::vector<std::int64_t> write_journal(const TriggerData *trigger, const std::string &role);

} // namespace refusal::backend
